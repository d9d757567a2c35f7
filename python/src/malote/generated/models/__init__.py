"""Contains all the data models used in inputs/outputs"""

from .change import Change
from .confirm_request import ConfirmRequest
from .confirmed_checksum import ConfirmedChecksum
from .declared_checksum import DeclaredChecksum
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
from .known_error_code import KnownErrorCode
from .known_problem_code import KnownProblemCode
from .known_quarantine_step import KnownQuarantineStep
from .known_status import KnownStatus
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

__all__ = (
    "Change",
    "ConfirmRequest",
    "ConfirmedChecksum",
    "DeclaredChecksum",
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
    "KnownErrorCode",
    "KnownProblemCode",
    "KnownQuarantineStep",
    "KnownStatus",
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
)
