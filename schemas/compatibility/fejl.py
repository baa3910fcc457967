"""What can be wrong with a schema before it can be compared with another."""

from __future__ import annotations


class UgyldigtSkema(ValueError):
    """A schema that Avro does not allow: `peger` is the place as a JSON pointer, `da` and `en` say what is wrong there.

    In a referenced schema the pointer stands behind `navn#`.
    """

    def __init__(self, peger: str, da: str, en: str) -> None:
        super().__init__(f"at {peger or 'the top'}: {en}")
        self.peger, self.da, self.en = peger, da, en
