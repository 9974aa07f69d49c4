"""DGrid's record of what one past request cost."""

from collections.abc import Mapping
from urllib.parse import urlsplit

from studio.core.billing import BillingRecord
from studio.core.errors import BadReply
from studio.core.requests import Connection
from studio.gateway.failures import error_from_object, error_from_text
from studio.gateway.json_values import count_of, decimal_text, load_json

BILLING_PATH = "/api/v1/model-router/billing-json"


def has_billing(connection: Connection) -> bool:
    """Whether a connection's gateway keeps such records."""
    host = urlsplit(connection.base_url).hostname or ""
    known = connection.preset in {"dgrid", "demo"}
    return known or host == "dgrid.ai" or host.endswith(".dgrid.ai")


def parse_billing(text: str, request_id: str) -> BillingRecord | None:
    """The record in a body; None when the gateway has none yet (code 40401).

    Raises:
        GatewayError: the body is an error, or can't be understood.

    Source: wire reference, section 5.
    """
    try:
        payload = load_json(text, exact=True)
    except (ValueError, RecursionError):
        raise error_from_text(text, status=200, request_id=None) from None
    data = payload.get("data") if isinstance(payload, Mapping) else None
    if not isinstance(data, Mapping):
        if isinstance(payload, Mapping) and str(payload.get("code")) in {"40401", "404"}:
            return None
        raise error_from_object(payload, status=200, request_id=None)
    bill = data.get("billing_json")
    if isinstance(bill, str):
        try:
            bill = load_json(bill, exact=True)
        except (ValueError, RecursionError):
            bill = None
    bill = bill if isinstance(bill, Mapping) else data
    total = decimal_text(bill.get("total_cost")) or decimal_text(bill.get("request_cost"))
    if total is None:
        raise BadReply("a billing record without a total", code="bad_record", status=200)
    model = bill.get("model")
    return BillingRecord(
        request_id=str(data.get("request_id") or request_id),
        total_cost_usd=total,
        input_cost_usd=decimal_text(bill.get("input_cost")),
        output_cost_usd=decimal_text(bill.get("output_cost")),
        input_tokens=count_of(bill.get("input_tokens")),
        output_tokens=count_of(bill.get("output_tokens")),
        model_id=model if isinstance(model, str) and model else None,
    )
