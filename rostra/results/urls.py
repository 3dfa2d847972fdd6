"""Addresses of the screens of results, under /desk/."""

from django.urls import path

from rostra.results.views import IndicatorPage, ResultList, RowFile, RowList, SetBaseline, SetTarget, WithdrawTarget

urlpatterns = [
    path("results/", ResultList.as_view(), name="results_list"),
    path("results/<slug:code>/", IndicatorPage.as_view(), name="results_indicator"),
    path("results/<slug:code>/rows/", RowList.as_view(), name="results_rows"),
    path("results/<slug:code>/rows.csv", RowFile.as_view(), name="results_csv"),
    path("results/<slug:code>/target/", SetTarget.as_view(), name="results_target"),
    path("results/<slug:code>/target/<int:pk>/withdraw/", WithdrawTarget.as_view(), name="results_withdraw_target"),
    path("results/<slug:code>/baseline/", SetBaseline.as_view(), name="results_baseline"),
]
