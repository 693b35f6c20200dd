"""Says of records on standard input, a line of base64 each, what the job makes of them: a line of JSON each.

Its first argument is the contracts document, its second the time of arrival. Used by test/integration/judged-alike.test.ts.
"""

import base64
import json
import sys
from typing import Any, Dict, Iterator

from curation.classify import _check
from curation.contracts import parse_contracts
from curation.input_files import read_events

_, document, arrived_at = sys.argv
check = _check(parse_contracts(document, "the contracts document"))


def judged(record: bytes) -> Iterator[Dict[str, Any]]:
    # Firehose puts a line feed behind each record.
    for _line, event in read_events((record + b"\n").split(b"\n")[:-1], float(arrived_at)):
        reason, detail, _content, unknown, _names = check(
            event.reason,
            event.detail,
            event.event_uuid,
            event.event_name,
            event.created_at,
            float(arrived_at),
            event.payload,
        )
        if reason is None:
            yield {"name": event.event_name, "payload": event.payload, "unknown": unknown}
        else:
            yield {"reason": reason, "detail": detail, "payload": event.payload}


for line in sys.stdin:
    print(json.dumps(list(judged(base64.b64decode(line)))))
