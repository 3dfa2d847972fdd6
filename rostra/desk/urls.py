"""Addresses of the desk's own screens, under /desk/."""

from django.urls import path

from rostra.desk.views.corrections import CorrectionList
from rostra.desk.views.deliveries import DeliveryList
from rostra.desk.views.describe import DescribeProduct, PlanProduct
from rostra.desk.views.editor import Editor
from rostra.desk.views.journal import Journal, JournalFile
from rostra.desk.views.media import media
from rostra.desk.views.pictures import DeletePicture, DeleteUploaded
from rostra.desk.views.preview import preview, preview_picture
from rostra.desk.views.products import ProductList
from rostra.desk.views.release_room import ReleaseRoom
from rostra.desk.views.releases import ReleaseList
from rostra.desk.views.revisions import RevisionList
from rostra.desk.views.room import ProductRoom
from rostra.desk.views.several import Several
from rostra.desk.views.withdraw import Withdraw

urlpatterns = [
    path("media/<path:path>", media, name="desk_media"),
    # Wagtail's own addresses; these views come before its.
    path("images/<int:image_id>/delete/", DeletePicture.as_view()),
    path("images/multiple/<int:image_id>/delete/", DeleteUploaded.as_view()),
    path("products/", ProductList.as_view(), name="desk_products"),
    path("several/", Several.as_view(), name="desk_several"),
    path("plan/", PlanProduct.as_view(), name="desk_plan"),
    path("products/<slug:slugline>/", ProductRoom.as_view(), name="desk_product"),
    path("products/<slug:slugline>/about/", DescribeProduct.as_view(), name="desk_describe"),
    path("products/<slug:slugline>/withdraw/", Withdraw.as_view(), name="desk_withdraw"),
    path("products/<slug:slugline>/<slug:code>/", Editor.as_view(), name="desk_version"),
    path("products/<slug:slugline>/<slug:code>/revisions/", RevisionList.as_view(), name="desk_revisions"),
    path("products/<slug:slugline>/<slug:code>/preview/", preview, name="desk_preview"),
    path("preview-pictures/<slug:digest>", preview_picture, name="desk_preview_picture"),
    path("releases/", ReleaseList.as_view(), name="desk_releases"),
    path("releases/<int:pk>/", ReleaseRoom.as_view(), name="desk_release"),
    path("deliveries/", DeliveryList.as_view(), name="desk_deliveries"),
    path("deeds/", Journal.as_view(), name="desk_deeds"),
    path("deeds.csv", JournalFile.as_view(), name="desk_deeds_csv"),
    path("corrections/", CorrectionList.as_view(), name="desk_corrections"),
]
