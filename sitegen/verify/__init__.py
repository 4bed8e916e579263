"""`sitegen verify`: proof that a built site holds what it should, and nothing else.

    output/ --inspect (in workers)--> Inspected --judge--> VerifyReport

Every byte of the output is looked at: for what was redacted (`needles`, `forms`,
`traces`), for links that lead nowhere (`links`), for feeds and data that do not parse
(`documents`), and against the manifest.
"""

from sitegen.verify.verifying import VerifyReport, verify

__all__ = ["VerifyReport", "verify"]
