"""What happened: files that say how much a resource was used, whichever tool wrote them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from lambda_cost import files
from lambda_cost.usage import infracost
from lambda_cost.usage.entries import Entry, apply_entries, read_entries

if TYPE_CHECKING:
    from pathlib import Path

    from lambda_cost.scenario.draft import Draft
    from lambda_cost.strict_yaml import Document


@dataclass(frozen=True)
class Usage:
    """A usage file: what is known of the use of resources."""

    entries: tuple[Entry, ...] = ()
    """In the order in which they stand."""
    infracost_file: Document | None = None
    """The same in Infracost's form, whose addresses mean something only beside a draft."""

    @classmethod
    def read(cls, path: str | Path) -> Usage:
        """The usage file at *path*, of Infracost or in the form of this project.

        Raises:
            UnreadableFileError: if it cannot be read.
            ScenarioError: with everything that is wrong in it, and the lines.
        """
        return cls.of(files.read_document(path))

    @classmethod
    def of(cls, document: Document) -> Usage:
        """What *document* says, in Infracost's form or in the form of this project.

        Raises:
            ScenarioError: with everything that is wrong in it, and the lines.
        """
        if infracost.is_infracost(document.data):
            infracost.check(document)
            return cls(infracost_file=document)
        return cls(read_entries(document))

    def apply(self, draft: Draft) -> Draft:
        """*draft* with the numbers of this file.

        What is said of a resource by its path replaces the draft's own value; what is said by a wildcard,
        of a type or by default fills in only what is missing.  Entries that fit nothing become warnings.
        """
        if self.infracost_file is None:
            return apply_entries(self.entries, draft)
        return infracost.apply(self.infracost_file, draft)
