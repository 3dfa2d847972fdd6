"""Base templates, components, style sheets and icons."""
