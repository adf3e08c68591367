"""Answers what Python's own packages say: one JSON array [kind, argument, ...] a line in, one JSON value a line out."""

import base64
import json
import sys
from email._parseaddr import AddressList

from packaging.licenses import InvalidLicenseExpression, canonicalize_license_expression
from packaging.markers import InvalidMarker, Marker
from packaging.metadata import InvalidMetadata, Metadata, parse_email
from packaging.requirements import InvalidRequirement, Requirement
from packaging.specifiers import InvalidSpecifier, SpecifierSet
from packaging.version import Version


def specifier(text):
    try:
        return sorted({str(s) for s in SpecifierSet(text)})
    except InvalidSpecifier:
        return None


def match(text, version):
    return SpecifierSet(text).contains(Version(version))


def requirement(text):
    try:
        found = Requirement(text)
    except InvalidRequirement:
        return None
    return [found.name, sorted(found.extras), found.url, sorted({str(s) for s in found.specifier})]


def same(first, second):
    return Requirement(first) == Requirement(second)


def marker(text):
    try:
        Marker(text)
    except InvalidMarker:
        return False
    return True


def license(text):
    try:
        return canonicalize_license_expression(text)
    except InvalidLicenseExpression:
        return None


def content_type(text):
    try:
        Metadata.from_raw({"description_content_type": text}, validate=False).description_content_type
    except InvalidMetadata:
        return False
    return True


def metadata(text):
    raw, unparsed = parse_email(base64.b64decode(text))
    return [raw, {key: [v if isinstance(v, str) else None for v in values] for key, values in unparsed.items()}]


def url(text):
    import rfc3986

    uri = rfc3986.uri_reference(text).normalize()
    validator = rfc3986.validators.Validator().allow_schemes("http", "https").require_presence_of("scheme")
    validator.check_validity_of("scheme", "host", "port", "path", "query")
    try:
        validator.validate(uri)
    except rfc3986.exceptions.ValidationError:
        return False
    return True


def address(text):
    import email_validator

    try:
        email_validator.validate_email(text, check_deliverability=False)
    except email_validator.EmailNotValidError as error:
        return str(error)
    return None


def addresses(text):
    # Comments in comments take a few calls each; where Python gives up for that it has no answer.
    limit = sys.getrecursionlimit()
    sys.setrecursionlimit(limit + 4 * len(text))
    try:
        return [found for _, found in AddressList(text).addresslist]
    finally:
        sys.setrecursionlimit(limit)


def reprs(text):
    return repr(text)


def identifier(text):
    return text.isidentifier()


handlers = {
    "specifier": specifier, "match": match, "requirement": requirement, "same": same, "marker": marker,
    "license": license, "content_type": content_type, "metadata": metadata, "url": url,
    "address": address, "addresses": addresses, "repr": reprs, "identifier": identifier,
}

if __name__ == "__main__":
    for line in sys.stdin:
        kind, *arguments = json.loads(line)
        json.dump(handlers[kind](*arguments), sys.stdout)
        sys.stdout.write("\n")
