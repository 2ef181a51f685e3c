"""The endpoints of taking part: eligibility and enrollment."""

from uuid import uuid4

from .answers import NO_CONTENT, Answer, Call, MissingError, RefusedError, ok
from .assumptions import NOT_ENROLLED_STATUS, may_enroll
from .paging import page_of
from .state import Enrollment, World
from .users import known_user, user_json
from .wire import JsonObject, to_wire


def enrollment_json(user_id: str, enrollment: Enrollment | None) -> JsonObject:
    """Return a user's enrollment as Spark answers it, whether or not there is one."""
    return {
        "isEnrolled": enrollment is not None,
        "userId": user_id,
        "enrollmentId": enrollment and enrollment.enrollment_id,
        "enrollmentDate": enrollment and to_wire(enrollment.enrolled_at),
    }


def get_enrollment(world: World, call: Call) -> Answer:
    """GET /users/{userId}/enrollment."""
    user_id = known_user(world, call).user_id
    return ok(enrollment_json(user_id, world.enrollments.get(user_id)))


def post_enrollment(world: World, call: Call) -> Answer:
    """POST /users/{userId}/enrollment: once enrolled, it stays the same enrollment."""
    user = known_user(world, call)
    if not may_enroll(user):
        raise RefusedError(about="userId", why="is not eligible")
    new = Enrollment(user.user_id, str(uuid4()), world.now())
    return ok(enrollment_json(user.user_id, world.enrollments.setdefault(user.user_id, new)))


def delete_enrollment(world: World, call: Call) -> Answer:
    """DELETE /users/{userId}/enrollment."""
    user_id = known_user(world, call).user_id
    if world.enrollments.pop(user_id, None) is None:
        raise MissingError(about="userId", why="is not enrolled", status=NOT_ENROLLED_STATUS)
    return NO_CONTENT


def get_eligibility(world: World, call: Call) -> Answer:
    """GET /users/{userId}/eligibility."""
    user = known_user(world, call)
    return ok({"userId": user.user_id, "isEligible": user.is_eligible})


def list_eligible(world: World, call: Call) -> Answer:
    """GET /users/eligible."""
    eligible = [user_json(user) for user in world.users.values() if user.is_eligible]
    return ok(page_of("users", eligible, call.query))


def get_meter_point(world: World, call: Call) -> Answer:
    """GET /meters/{mpid}/eligible: answers for meter points nobody has registered, too."""
    meter_point_id = call.ids["meter_point_id"]
    return ok({"meterPointId": meter_point_id, "isEligible": meter_point_id in world.eligible_meter_points})
