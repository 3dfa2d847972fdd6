"""A Wagtail site of one page, rendered at each request, as Wagtail does by default."""
