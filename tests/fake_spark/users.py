"""The endpoints of users."""

from .answers import NO_CONTENT, Answer, Call, MissingError, RefusedError, created, ok
from .assumptions import USER_TAKEN
from .paging import page_of
from .reading import Fields
from .registry import forget_user
from .state import User, World
from .wire import JsonObject


def user_json(user: User) -> JsonObject:
    """Return a user as Spark answers it."""
    return {"userId": user.user_id}


def known_user(world: World, call: Call) -> User:
    """Return the user that the path names."""
    user_id = call.ids["user_id"]
    if user_id not in world.users:
        raise MissingError(about="userId", why="is not known")
    return world.users[user_id]


def new_user(world: World, fields: Fields) -> User:
    """Return the user that a body describes, if the id is free."""
    user_id = fields.text("userId")
    if user_id in world.users:
        raise RefusedError(about="userId", why="is registered already", status=USER_TAKEN)
    return User(user_id)


def list_users(world: World, call: Call) -> Answer:
    """GET /users."""
    return ok(page_of("users", [user_json(user) for user in world.users.values()], call.query))


def post_user(world: World, call: Call) -> Answer:
    """POST /users."""
    user = new_user(world, Fields.of(call.body))
    world.users[user.user_id] = user
    return created(user_json(user))


def post_users(world: World, call: Call) -> Answer:
    """POST /users/batch: all of them or none."""
    users = [new_user(world, fields) for fields in Fields.of(call.body).required_children("users")]
    if len({user.user_id for user in users}) < len(users):
        raise RefusedError(about="userId", why="is there twice")
    world.users.update({user.user_id: user for user in users})
    return created({"users": [user_json(user) for user in users]})


def get_user(world: World, call: Call) -> Answer:
    """GET /users/{userId}."""
    return ok(user_json(known_user(world, call)))


def delete_user(world: World, call: Call) -> Answer:
    """DELETE /users/{userId}."""
    forget_user(world, known_user(world, call).user_id)
    return NO_CONTENT
