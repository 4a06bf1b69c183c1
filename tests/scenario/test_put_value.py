"""A change of a document that is no mapping changes nothing; what is wrong with the document is said when it is read."""

from typing import Any

import pytest

from lambda_cost.scenario.editing import put_value
from lambda_cost.strict_yaml import Document


@pytest.mark.parametrize("data", [None, [], "text"])
def test_nothing_is_put_into_what_is_no_mapping(data: Any) -> None:
    document = Document(data, "shop.yaml")
    assert put_value(document, "functions.checkout.memory_mb", 512, "--set") == ()
    assert document.data == data
