"""Events, and contracts for them."""

import json
from typing import Any, Dict, List, Optional

from curation.interface import ENVELOPE_FIELDS

DAY = 86_400
NOW = 1_764_000_000
"""2025-11-24T16:00:00Z: when the events of the tests arrive."""

LESSON = "lesson:started"
ORDER = "payment:order:completed"


def field(name: str, column_type: Any, required: bool = False, column: Optional[str] = None) -> Dict[str, Any]:
    return {"name": name, "column": column or name, "type": column_type, "required": required}


def contract(name: str, *fields: Dict[str, Any], subject: Optional[str] = "user_uuid") -> Dict[str, Any]:
    return {
        "event_name": name,
        "table": f"{name.replace(':', '_')}_event",
        "subject_fields": [subject] if subject else [],
        "fields": list(fields),
    }


def lesson_contract(*more: Dict[str, Any]) -> Dict[str, Any]:
    return contract(LESSON, field("user_uuid", "string", True), field("score", "bigint"), *more)


def order_contract() -> Dict[str, Any]:
    item = [field("sku", "string", True), field("price", "double")]
    return contract(
        ORDER,
        field("user_uuid", "string", True),
        field("amount", "double", True),
        field("paid_at", "timestamp"),
        field("due_on", "date"),
        field("items", {"array": {"struct": item}}),
        field("address", {"struct": [field("city", "string"), field("geo", {"struct": [field("lat", "double")]})]}),
        field("gift", "boolean"),
        field("extra", "json"),
    )


CONTRACTS: List[Dict[str, Any]] = [lesson_contract(), order_contract()]


def event(uuid: str, name: str = LESSON, created_at: float = NOW - 60, **fields: Any) -> Dict[str, Any]:
    own = fields if fields or name != LESSON else {"user_uuid": "u1", "score": 7}
    return {"event_uuid": uuid, "event_name": name, "created_at": created_at, **own}


def payload_of(values: Dict[str, Any]) -> str:
    return json.dumps({name: value for name, value in values.items() if name not in ENVELOPE_FIELDS})
