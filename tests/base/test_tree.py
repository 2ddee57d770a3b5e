"""Paths of the tree, worked out by the database."""

import pytest
from wagtail.models import Page

from pages.base.tree import path_above
from tests import factories

pytestmark = pytest.mark.django_db


def test_the_path_above_is_that_of_the_page_some_steps_above_and_empty_above_the_root():
    territory = factories.territory()
    above = dict(Page.objects.annotate(above=path_above("path", 2)).values_list("path", "above"))
    assert above[territory.path] == territory.path[: -2 * Page.steplen]
    assert above[Page.get_first_root_node().path] == ""
