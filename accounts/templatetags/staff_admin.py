"""What the admin's dress needs from Python: labels for cards, the error summary, the filters."""

import re

from django import template
from django.utils.html import escape, strip_tags
from django.utils.safestring import mark_safe

register = template.Library()
CONTROL = re.compile(r"<(input|select|textarea)(?![^>]*(?:aria-label|type=\"hidden\"))", re.I)
TRUTH = {'alt="True"': 'alt="是"', 'alt="False"': 'alt="否"', 'alt="None"': 'alt="不知道"'}


def label_cell(cell, label):
    """Put data-label on a rendered <td>/<th>, and aria-label on a control that stands in it without a label."""
    label = escape(strip_tags(str(label)).strip())
    cell = re.sub(r"^<(t[dh])", rf'<\1 data-label="{label}"', str(cell), count=1)
    if "<label" not in cell:
        cell = CONTROL.sub(rf'<\1 aria-label="{label}"', cell)
    for english, chinese in TRUTH.items():
        cell = cell.replace(english, chinese)
    return mark_safe(cell)  # noqa: S308  Django's own cell, already escaped


@register.filter
def labelled(cells, headers):
    """change_list_results.html: {% for cell in result|labelled:result_headers %}{{ cell }}{% endfor %}"""
    for header, cell in zip(headers, cells, strict=False):
        box = "action-checkbox" in str(header.get("class_attrib", ""))
        yield cell if box else label_cell(cell, header["text"])


@register.filter
def labelled_inline(html):
    """edit_inline/tabular_labels.html: the same for the rows of a tabular inline."""
    html = html.replace('<th class="original"></th>', '<td class="original"></td>').replace("<th></th>", "<td></td>")
    html = re.sub(r'(<td class="original">)\s*<p>(?:(?!<a|</p>).)*</p>', r"\1", html, flags=re.S)  # the row says it itself
    html = re.sub(r'(<td class="delete">\s*<input)', r'\1 aria-label="删除这一行"', html)
    names = dict(re.findall(r'<th class="column-([\w-]+)[^"]*">\s*(.*?)\s*(?:<img[^>]*>\s*)?</th>', html, re.S))
    cell = re.compile(r'<td class="field-([\w-]+)(.*?</td>)', re.S)
    return mark_safe(cell.sub(lambda found: label_cell(found.group(0), names.get(found.group(1), "")), html))  # noqa: S308  as above


@register.simple_tag
def error_links(adminform, inlines):
    """Each wrong field once: (id to jump to, its name, what to do)."""

    def of(form, row=""):
        for name, errors in form.errors.items():
            field = form.fields.get(name)
            where = f"{row}{form[name].label}" if field else row.rstrip("：")
            yield (form[name].id_for_label or f"id_{form.add_prefix(name)}" if field else "", where, " ".join(errors))

    found = list(of(adminform.form))
    for inline in inlines:
        found += [("", inline.opts.verbose_name_plural, text) for text in inline.formset.non_form_errors()]
        for number, form in enumerate(inline.formset.forms, 1):
            found += of(form, f"{inline.opts.verbose_name_plural}第 {number} 行：")
    return found


@register.simple_tag
def filter_groups(cl):
    """The list's filters for the fold: title, choices, what is chosen and the address without it."""
    groups = []
    for spec in cl.filter_specs:
        choices = list(spec.choices(cl))
        chosen = next((c for c in choices[1:] if c["selected"]), None)
        groups.append({"title": spec.title, "choices": choices, "chosen": chosen, "clear": choices[0]["query_string"]})
    return groups
