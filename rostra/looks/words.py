"""One text in several languages on a form: an input per language, each with its own `lang` and `dir`."""

from collections.abc import Mapping
from typing import Any

from django import forms

from rostra.foundation.errors import Refusal
from rostra.foundation.models import Language
from rostra.foundation.text import public_words


class WordsInput(forms.Widget):
    """An input for each language of the institution, in its order; other languages that have words keep theirs."""

    template_name = "looks/words.html"
    use_fieldset = True
    #: Those to ask for; None for every one of the institution.
    languages: list[Language] | None = None

    def get_context(self, name: str, value: Any, attrs: Mapping[str, Any] | None) -> dict[str, Any]:
        """What the template needs: one entry a language."""
        context = super().get_context(name, value, dict(attrs or {}))
        words = value if isinstance(value, Mapping) else {}
        context["inputs"] = [
            {
                "name": f"{name}-{language.code}",
                "id": f"{context['widget']['attrs'].get('id', name)}-{language.code}",
                "language": language,
                "text": words.get(language.code, ""),
            }
            for language in (Language.objects.all() if self.languages is None else self.languages)
        ]
        return context

    def format_value(self, value: Any) -> Any:
        """Words as they are: the template takes them apart."""
        return value

    def value_from_datadict(self, data: Mapping[str, Any], files: Any, name: str) -> dict[str, str]:
        """The words that were typed, by language code; empty ones are left out."""
        prefix = f"{name}-"
        typed = {key.removeprefix(prefix): str(data[key]) for key in data if key.startswith(prefix)}
        return {code: text for code, text in typed.items() if text.strip()}

    def value_omitted_from_data(self, data: Mapping[str, Any], files: Any, name: str) -> bool:
        """Whether the form did not carry this field at all."""
        return not any(key.startswith(f"{name}-") for key in data)

    def id_for_label(self, id_: str) -> str:
        """No single input can carry the label; each has its own."""
        return ""


class WordsFormField(forms.Field):
    """The words of a `WordsField`, cleaned: known languages only, no controls, bounded."""

    widget = WordsInput

    def __init__(self, *, encoder: Any = None, decoder: Any = None, **kwargs: Any) -> None:
        super().__init__(**kwargs)

    def clean(self, value: Any) -> dict[str, str]:
        """Tidy words by language code.

        Raises:
            ValidationError: if required and empty, or too long.
        """
        known = set(Language.objects.values_list("code", flat=True))
        try:
            words = public_words({code: text for code, text in (value or {}).items() if code in known}, place="")
        except Refusal as refusal:
            raise forms.ValidationError(refusal.reason) from None
        if self.required and not words:
            raise forms.ValidationError(self.error_messages["required"], code="required")
        return words

    def has_changed(self, initial: Any, data: Any) -> bool:
        """Whether any language's words differ."""
        return (initial or {}) != (data or {})
