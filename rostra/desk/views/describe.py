"""Plan a product, and change what it is about."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from rostra.desk.forms import ProductForm
from rostra.desk.frame import Screen
from rostra.desk.templatetags.desk import zone_of
from rostra.foundation.errors import Refusal
from rostra.foundation.models import Language
from rostra.looks.frame import actor
from rostra.network.models import Office, Person
from rostra.products import policy
from rostra.products.actions.describe import describe
from rostra.products.actions.plan import plan
from rostra.products.models import Product

#: code of a refusal -> the field that it is about
FIELDS = {
    "slugline": "slugline",
    "slugline_taken": "slugline",
    "slugline_fixed": "slugline",
    "kind_fixed": "kind",
    "sealed": "picture",
}


class PlanProduct(Screen):
    """A form for a new product."""

    template_name = "desk/describe.html"
    title = gettext_lazy("Plan a product")
    permissions = (policy.PLAN,)

    def trail(self) -> list[tuple[str, Any]]:
        """Under the list."""
        return [(reverse("desk_products"), _("Products"))]

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """The form, with what is likely filled in."""
        with timezone.override(zone_of(request.user)):
            return self._show(self._form(None))

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Store it, or show why not."""
        with timezone.override(zone_of(request.user)):
            form = self._form(request.POST)
            product = self._stored(form)
            if product is None:
                messages.error(request, _("Nothing was saved: see the fields marked below."))
                return self._show(form)
        messages.success(request, _("%(slugline)s is stored.") % {"slugline": product.slugline})
        return HttpResponseRedirect(reverse("desk_product", args=[product.slugline]))

    def _stored(self, form: ProductForm) -> Product | None:
        """The product, or the form's fields marked with what was wrong."""
        if not form.is_valid():
            return None
        try:
            return self._store(form)
        except Refusal as refusal:
            form.add_error(FIELDS.get(refusal.code), refusal.reason)
            return None

    def _show(self, form: ProductForm) -> HttpResponse:
        above = self.trail()[-1][0]
        context = self.get_context_data(form=form, media=form.media, button=self.button(), back=above)
        status = 422 if form.errors else 200
        return HttpResponse(render_to_string(self.template_name, context, self.request), status=status)

    def button(self) -> str:
        """What the button does."""
        return _("Plan the product")

    def _form(self, data: Any) -> ProductForm:
        person = Person.objects.filter(user=actor(self.request)).select_related("office").first()
        office = person.office if person else Office.objects.headquarters()
        return ProductForm(data, initial={"office": office, "required": Language.objects.official()})

    def _store(self, form: ProductForm) -> Product:
        fields = dict(form.cleaned_data)
        return plan(fields.pop("slugline"), by=actor(self.request), **fields)


class DescribeProduct(PlanProduct):
    """The same form for a product that is there."""

    title = gettext_lazy("About this product")
    permissions = (policy.DESCRIBE,)

    @property
    def product(self) -> Product:
        """The product of the address."""
        return get_object_or_404(Product, slugline=self.kwargs["slugline"])

    def trail(self) -> list[tuple[str, Any]]:
        """Under the product's room."""
        slugline = self.kwargs["slugline"]
        return [*super().trail(), (reverse("desk_product", args=[slugline]), slugline)]

    def button(self) -> str:
        """What the button does."""
        return _("Save what it is about")

    def _form(self, data: Any) -> ProductForm:
        return ProductForm(data, initial=ProductForm.values_of(self.product))

    def _store(self, form: ProductForm) -> Product:
        return describe(self.product, by=actor(self.request), fields=form.cleaned_data)
