"""The endpoints of webhooks; a secret goes in and never comes out."""

from uuid import uuid4

from .answers import NO_CONTENT, Answer, Call, MissingError, RefusedError, created, ok
from .assumptions import is_address, patched
from .notifications import NOTIFICATION_TYPES, forget_notifications
from .reading import Fields
from .state import Webhook, World
from .wire import JsonObject, to_wire


def webhook_json(webhook: Webhook) -> JsonObject:
    """Return a webhook as Spark answers it."""
    return {
        "webhookId": webhook.webhook_id,
        "webhookUrl": webhook.url,
        "name": webhook.name,
        "notificationTypes": list(webhook.notification_types),
        "enabled": webhook.enabled,
        "status": webhook.status,
        "modifiedDate": to_wire(webhook.modified_at),
        "createdDate": to_wire(webhook.created_at),
        "lastAnalyzedTimestamp": to_wire(webhook.analyzed_at),
    }


def known_webhook(world: World, call: Call) -> Webhook:
    """Return the webhook that the path names."""
    webhook_id = call.ids["webhook_id"]
    if webhook_id not in world.webhooks:
        raise MissingError(about="webhookId", why="is not known")
    return world.webhooks[webhook_id]


def address(text: str) -> str:
    """Return an address that can be called."""
    if not is_address(text):
        raise RefusedError(about="webhookUrl", why="must be an absolute http or https address")
    return text


def types(fields: Fields) -> tuple[str, ...] | None:
    """Return the types that a body asks for, each once."""
    asked = fields.choices("notificationTypes", NOTIFICATION_TYPES)
    return None if asked is None else tuple(dict.fromkeys(asked))


def list_webhooks(world: World, _call: Call) -> Answer:
    """GET /webhooks."""
    return ok({"webhooks": [webhook_json(webhook) for webhook in world.webhooks.values()]})


def get_webhook(world: World, call: Call) -> Answer:
    """GET /webhooks/{webhookId}."""
    return ok(webhook_json(known_webhook(world, call)))


def post_webhook(world: World, call: Call) -> Answer:
    """POST /webhooks."""
    fields, now = Fields.of(call.body), world.now()
    webhook = Webhook(str(uuid4()), address(fields.text("webhookUrl")), now, now, now)
    webhook.name = fields.maybe_text("name")
    webhook.secret = fields.maybe_text("webhookSecret") or None
    webhook.notification_types = types(fields) or ()
    world.webhooks[webhook.webhook_id] = webhook
    return created(webhook_json(webhook))


def put_webhook(world: World, call: Call) -> Answer:
    """PUT /webhooks/{webhookId}."""
    webhook, fields = known_webhook(world, call), Fields.of(call.body)
    return changed(
        world,
        webhook,
        url=fields.text("webhookUrl"),
        name=fields.maybe_text("name"),
        secret=fields.maybe_text("webhookSecret"),
        notification_types=types(fields) or (),
        enabled=fields.flag("enabled") or False,
    )


def patch_webhook(world: World, call: Call) -> Answer:
    """PATCH /webhooks/{webhookId}."""
    webhook, fields = known_webhook(world, call), Fields.of(call.body)
    return changed(
        world,
        webhook,
        url=patched(fields.maybe_text("webhookUrl"), webhook.url),
        name=patched(fields.maybe_text("name"), webhook.name),
        secret=patched(fields.maybe_text("webhookSecret"), webhook.secret),
        notification_types=patched(types(fields), webhook.notification_types),
        enabled=patched(fields.flag("enabled"), webhook.enabled),
    )


def changed(
    world: World,
    webhook: Webhook,
    *,
    url: str,
    name: str | None,
    secret: str | None,
    notification_types: tuple[str, ...],
    enabled: bool,
) -> Answer:
    """Change a webhook, once all that is asked for was found to be good, and answer with it."""
    webhook.url = address(url)
    webhook.name, webhook.notification_types = name, notification_types
    if (secret or None) != webhook.secret:
        webhook.secret, webhook.former_secret = secret or None, webhook.secret
    switch(world, webhook, enabled=enabled)
    return ok(webhook_json(webhook))


def switch(world: World, webhook: Webhook, *, enabled: bool) -> None:
    """Switch a webhook on or off."""
    webhook.enabled, webhook.modified_at = enabled, world.now()
    if not enabled:
        forget_notifications(world, webhook.webhook_id)


def put_enabled(world: World, call: Call) -> Answer:
    """PUT /webhooks/{webhookId}/enabled."""
    webhook, asked = known_webhook(world, call), call.query.get("enabled", "").lower()
    if asked not in ("true", "false"):
        raise RefusedError(about="enabled", why="must be true or false")
    switch(world, webhook, enabled=asked == "true")
    return NO_CONTENT


def delete_webhook(world: World, call: Call) -> Answer:
    """DELETE /webhooks/{webhookId}: what was delivered stays in the log."""
    webhook_id = known_webhook(world, call).webhook_id
    forget_notifications(world, webhook_id)
    del world.webhooks[webhook_id]
    return NO_CONTENT
