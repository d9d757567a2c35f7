"""Which requests may reach the emulator. docs/security.md, "The local stack", lists the same rules.

The rules read a request exactly as the emulator does, and refuse every form of credentials that they do not read: a
request must not be one thing for the guard and another thing for the emulator.
"""

import hmac
import re
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import parse_qs, urlsplit

HOST = re.compile(r"(127\.0\.0\.1|localhost|\[::1\])(:\d{1,5})?", re.IGNORECASE)
API = re.compile(r"/restapis/[A-Za-z0-9]+/[\w-]+/_user_request_(/.*)?", re.DOTALL)
# A pool's id has an underscore, which a bucket's name cannot have.
POOL_KEYS = re.compile(r"/[a-z0-9-]+_[A-Za-z0-9]+/\.well-known/(jwks\.json|openid-configuration)")
SCOPE = r"([A-Za-z0-9]+)/\d{8}/[a-z0-9-]+/([a-z0-9-]+)/aws4_request"
SIGNED_HEADER = re.compile(
    rf"AWS4-HMAC-SHA256 Credential={SCOPE}, ?SignedHeaders=[a-z0-9;_-]+, ?Signature=[0-9a-f]{{64}}"
)
PRESIGNED_SCOPE = re.compile(SCOPE)
SIGNATURE = re.compile(r"[0-9a-f]{64}")
# A query string with one of these names has credentials, or a part of them.
CREDENTIALS_IN_QUERY = {
    "x-amz-algorithm", "x-amz-credential", "x-amz-security-token", "x-amz-signature", "awsaccesskeyid",
}
COGNITO = "AWSCognitoIdentityProviderService."
# The calls of an app's user. AWS accepts them without a signature, too.
USER_CALLS = frozenset({
    "AssociateSoftwareToken", "ChangePassword", "ConfirmDevice", "ConfirmForgotPassword", "ConfirmSignUp",
    "DeleteUser", "DeleteUserAttributes", "ForgetDevice", "ForgotPassword", "GetDevice",
    "GetTokensFromRefreshToken", "GetUser", "GetUserAttributeVerificationCode", "GetUserAuthFactors",
    "GlobalSignOut", "InitiateAuth", "ListDevices", "ResendConfirmationCode", "RespondToAuthChallenge",
    "RevokeToken", "SetUserMFAPreference", "SignUp", "UpdateDeviceStatus", "UpdateUserAttributes",
    "VerifySoftwareToken", "VerifyUserAttribute",
})


@dataclass(frozen=True)
class Refusal:
    code: str
    title: str
    detail: str
    # The origin that was refused, for the log.
    origin: str = ""


WRONG_HOST = Refusal(
    "local-host-refused", "Not a name of this machine",
    "The local stack accepts requests for 127.0.0.1, localhost and [::1] only.",
)
WRONG_KEY = Refusal(
    "local-key-refused", "The local stack's key is missing",
    "This call needs the key of this local stack: access_key_id and secret_access_key in .malote/stack.json. "
    "Each start makes a new key. The key is sent in a signed Authorization header, not in the query string. "
    "A call of the API needs no key, and this is not the API's URL: that one is api_url in .malote/stack.json, and begins "
    "with http://127.0.0.1:PORT/restapis/ID/STAGE/_user_request_",
)


def wrong_origin(origin: str) -> Refusal:
    return Refusal(
        "local-origin-refused", "Pages of this origin may not call the local stack",
        "To allow a page that this machine serves, start the stack with its origin: "
        "npm start -- --allow-origin http://localhost:3000",
        origin,
    )


class Request:
    """An ASGI scope, read as the emulator reads it."""

    def __init__(self, scope):
        self.method = scope.get("method", "GET")
        self.path = scope["path"]
        self.query = parse_qs(scope.get("query_string", b"").decode("utf-8", "replace"), keep_blank_values=True)
        self._headers: dict[str, list[str]] = {}
        for name, value in scope.get("headers", []):
            self._headers.setdefault(name.decode("latin-1").lower(), []).append(value.decode("latin-1"))

    def has(self, name: str) -> bool:
        return name in self._headers

    def header(self, name: str) -> str:
        """The header's value. A header that was sent twice has none, because servers differ in which one they read."""
        values = self._headers.get(name, [])
        return values[0] if len(values) == 1 else ""

    def query_value(self, name: str) -> str:
        values = self.query.get(name, [])
        return values[0] if len(values) == 1 else ""


@dataclass(frozen=True)
class Rules:
    # The root key of this start. Its secret is checked by the emulator: ministack_changes.py.
    root_key: str
    # Origins of pages that may call, such as http://localhost:3000.
    origins: frozenset[str]
    # Whether the emulator has issued an access key: of a function's session, or of an IAM user.
    is_issued: Callable[[str], bool]
    is_bucket: Callable[[str], bool]

    def refusal(self, request: Request) -> Refusal | None:
        """Why this request is refused; None when it may reach the emulator."""
        if not HOST.fullmatch(request.header("host")):
            return WRONG_HOST
        return self._foreign_page(request) or (None if self._may_call(request) else WRONG_KEY)

    def _foreign_page(self, request: Request) -> Refusal | None:
        if request.has("origin"):
            origin = request.header("origin")
            return None if origin in self.origins else wrong_origin(origin)
        if request.header("sec-fetch-site") == "cross-site":
            # A link or an image has no Origin. A page cannot send another page's address as Referer.
            origin = origin_of(request.header("referer"))
            return None if origin in self.origins else wrong_origin(origin)
        return None

    def _may_call(self, request: Request) -> bool:
        if is_preflight(request):
            # The preflight of a presigned URL has the credentials of the URL's query. They make no difference: a preflight
            # without them may reach every path.
            return True
        if any(name.lower() in CREDENTIALS_IN_QUERY for name in request.query):
            return self._is_presigned(request)
        return (
            API.fullmatch(request.path) is not None
            or is_health_check(request)
            or is_pool_key(request)
            or is_user_call(request)
            or self._is_form(request)
            or self._is_signed(request)
        )

    def _may_sign(self, key: str) -> bool:
        return hmac.compare_digest(key.encode(), self.root_key.encode()) or self.is_issued(key)

    def _is_signed(self, request: Request) -> bool:
        signed = SIGNED_HEADER.fullmatch(request.header("authorization"))
        # Paths of the emulator's own begin with an underscore: they reset it, configure it, and show its messages.
        return signed is not None and self._may_sign(signed[1]) and not request.path.startswith("/_")

    def _is_presigned(self, request: Request) -> bool:
        """A presigned URL of S3. The emulator checks the signature."""
        scope = PRESIGNED_SCOPE.fullmatch(request.query_value("X-Amz-Credential"))
        return (
            scope is not None
            and scope[2] == "s3"
            and self._may_sign(scope[1])
            and request.query_value("X-Amz-Algorithm") == "AWS4-HMAC-SHA256"
            and SIGNATURE.fullmatch(request.query_value("X-Amz-Signature")) is not None
            and request.method in ("GET", "HEAD", "PUT")
            and self.is_bucket(bucket_of(request.path))
            and not names_another_service(request)
        )

    def _is_form(self, request: Request) -> bool:
        """A presigned POST. The emulator checks its signature, and refuses a form without one."""
        bucket = bucket_of(request.path)
        return (
            request.method == "POST"
            and request.path in (f"/{bucket}", f"/{bucket}/")
            and request.header("content-type").startswith("multipart/form-data")
            and not request.query
            and self.is_bucket(bucket)
            and not names_another_service(request)
        )


def origin_of(url: str) -> str:
    try:
        parts = urlsplit(url)
    except ValueError:
        return ""
    return f"{parts.scheme}://{parts.netloc}" if parts.netloc else ""


def bucket_of(path: str) -> str:
    return path.split("/", 2)[1] if path.startswith("/") else ""


def names_another_service(request: Request) -> bool:
    return request.has("authorization") or request.has("x-amz-target") or "Action" in request.query


def is_preflight(request: Request) -> bool:
    # The origin was checked before.
    return request.method == "OPTIONS" and request.has("origin") and request.has("access-control-request-method")


def is_health_check(request: Request) -> bool:
    return request.method == "GET" and request.path == "/_ministack/health"


def is_pool_key(request: Request) -> bool:
    return request.method == "GET" and POOL_KEYS.fullmatch(request.path) is not None


def is_user_call(request: Request) -> bool:
    target = request.header("x-amz-target")
    return (
        request.method == "POST"
        and request.path == "/"
        and not request.query
        and not request.has("authorization")
        and target.startswith(COGNITO)
        and target.removeprefix(COGNITO) in USER_CALLS
    )
