"""What one request cost, as the gateway recorded it."""

from msgspec import Struct


class BillingRecord(Struct, frozen=True):
    """The billing record of a request; costs are decimal text in USD, as recorded."""

    request_id: str
    total_cost_usd: str
    input_cost_usd: str | None = None
    output_cost_usd: str | None = None
    input_tokens: int | None = None
    output_tokens: int | None = None
    model_id: str | None = None
