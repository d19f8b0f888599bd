"""规范化建设: each site has one row for each item of its kind, laid when the site or the item comes."""

from django.db import transaction

from .models import ChecklistItem, Site, SiteCheck


@transaction.atomic
def lay_for_site(site):
    """Give `site` a row for each item of its kind that it has none for. Returns how many were added."""
    missing = ChecklistItem.objects.filter(kind=site.kind).exclude(sitecheck__site=site)
    return len(SiteCheck.objects.bulk_create(SiteCheck(site=site, item=item) for item in missing))


@transaction.atomic
def lay_item(item):
    """Give every open site of the item's kind a row for it. Returns how many were added."""
    sites = Site.objects.open().filter(kind=item.kind).exclude(checks__item=item)
    return len(SiteCheck.objects.bulk_create(SiteCheck(site=site, item=item) for site in sites))
