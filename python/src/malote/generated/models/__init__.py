"""Contains all the data models used in inputs/outputs"""

from .change import Change
from .confirm_request import ConfirmRequest
from .confirmed_checksum import ConfirmedChecksum
from .declared_checksum import DeclaredChecksum
from .delivery import Delivery
from .delivery_attempt import DeliveryAttempt
from .delivery_list import DeliveryList
from .download import Download
from .fault import Fault
from .file_list import FileList
from .file_view import FileView
from .form_fields import FormFields
from .indexed_form import IndexedForm
from .indexed_plan import IndexedPlan
from .indexed_problem import IndexedProblem
from .indexed_status import IndexedStatus
from .known_actor import KnownActor
from .known_checksum_algorithm import KnownChecksumAlgorithm
from .known_crc_algorithm import KnownCrcAlgorithm
from .known_delivery_state import KnownDeliveryState
from .known_error_code import KnownErrorCode
from .known_event_type import KnownEventType
from .known_problem_code import KnownProblemCode
from .known_quarantine_step import KnownQuarantineStep
from .known_status import KnownStatus
from .known_webhook_event_type import KnownWebhookEventType
from .known_webhook_state import KnownWebhookState
from .listed_file import ListedFile
from .listed_status import ListedStatus
from .oldest_file import OldestFile
from .operations_view import OperationsView
from .operator_file_view import OperatorFileView
from .part_headers import PartHeaders
from .part_to_sign import PartToSign
from .parts_request import PartsRequest
from .parts_view import PartsView
from .plan_checksum import PlanChecksum
from .problem import Problem
from .service_view import ServiceView
from .settable_status import SettableStatus
from .settable_webhook_state import SettableWebhookState
from .signed_part import SignedPart
from .status_list import StatusList
from .status_problem import StatusProblem
from .status_view import StatusView
from .tags import Tags
from .unfinished import Unfinished
from .update_request import UpdateRequest
from .upload_checksum import UploadChecksum
from .upload_form import UploadForm
from .upload_plan import UploadPlan
from .upload_request import UploadRequest
from .uploaded_part import UploadedPart
from .uploads_request import UploadsRequest
from .uploads_view import UploadsView
from .verified_checksum import VerifiedChecksum
from .webhook import Webhook
from .webhook_list import WebhookList
from .webhook_patch import WebhookPatch
from .webhook_request import WebhookRequest
from .webhook_with_secret import WebhookWithSecret

__all__ = (
    "Change",
    "ConfirmRequest",
    "ConfirmedChecksum",
    "DeclaredChecksum",
    "Delivery",
    "DeliveryAttempt",
    "DeliveryList",
    "Download",
    "Fault",
    "FileList",
    "FileView",
    "FormFields",
    "IndexedForm",
    "IndexedPlan",
    "IndexedProblem",
    "IndexedStatus",
    "KnownActor",
    "KnownChecksumAlgorithm",
    "KnownCrcAlgorithm",
    "KnownDeliveryState",
    "KnownErrorCode",
    "KnownEventType",
    "KnownProblemCode",
    "KnownQuarantineStep",
    "KnownStatus",
    "KnownWebhookEventType",
    "KnownWebhookState",
    "ListedFile",
    "ListedStatus",
    "OldestFile",
    "OperationsView",
    "OperatorFileView",
    "PartHeaders",
    "PartToSign",
    "PartsRequest",
    "PartsView",
    "PlanChecksum",
    "Problem",
    "ServiceView",
    "SettableStatus",
    "SettableWebhookState",
    "SignedPart",
    "StatusList",
    "StatusProblem",
    "StatusView",
    "Tags",
    "Unfinished",
    "UpdateRequest",
    "UploadChecksum",
    "UploadForm",
    "UploadPlan",
    "UploadRequest",
    "UploadedPart",
    "UploadsRequest",
    "UploadsView",
    "VerifiedChecksum",
    "Webhook",
    "WebhookList",
    "WebhookPatch",
    "WebhookRequest",
    "WebhookWithSecret",
)
