# A player on the generated Python client: the other two languages do the same.
import sys

from openapi_client import (
    ApiClient,
    Configuration,
    CreateUser,
    EndReason,
    ProblemCode,
    RenewStream,
    RequestStream,
    StopStream,
    StreamEndedProblem,
    StreamLimitReachedProblem,
    UsersApi,
    WatchApi,
)
from openapi_client.exceptions import ApiException

host, id = sys.argv[1:]
client = ApiClient(Configuration(host=host))
users = UsersApi(client)
watch = WatchApi(client)


def check(holds: bool, what: str) -> None:
    if not holds:
        raise AssertionError(f"not so: {what}")
    print(f"  {what}", flush=True)


def refusal_of(call) -> object:
    try:
        call()
    except ApiException as error:
        return error.data
    raise AssertionError("not refused")


def start(session: str, replace: list[str] | None = None):
    return watch.request_stream(
        RequestStream(id=id, session=session, stream="stream_100", device=f"Device {session}", replace=replace)
    )


created = users.create_user(CreateUser(id=id, Name="Généré", Subscription="basic plan"))
check(created.status.offline.last_online is None, "a user is created, with the status of one who watches nothing")

first = start("a")
check(first.expires_at > first.started_at, "a start is a lease, with times")
last = [start("b"), start("c")][-1]
check(last.active_streams == 3, "three are on at once")

denied = refusal_of(lambda: start("d"))
check(
    isinstance(denied, StreamLimitReachedProblem) and denied.code == ProblemCode.STREAM_LIMIT_REACHED,
    "a fourth is a 409 with its code",
)
check(denied.limit == 3 and denied.streams[0].device == "Device a", "which says what is on, and where")

check(watch.renew_stream(RenewStream(id=id, session="a")).renew_after > 0, "a lease is renewed")
check(watch.stop_stream(StopStream(id=id, session="b")).active_streams == 2, "a stream is stopped")

start("d")
check(start("e", ["a"]).replaced == ["a"], "a stream takes the slot of another")
ended = refusal_of(lambda: watch.renew_stream(RenewStream(id=id, session="a")))
check(
    isinstance(ended, StreamEndedProblem) and ended.code == ProblemCode.STREAM_ENDED,
    "whose renewal is a 410 with its code",
)
check(ended.reason == EndReason.REPLACED and ended.by.session == "e", "which says why, and by whom")
