"""What LINE has and the emulator does not play: these answer 501, so that nobody takes silence for success.

Read by `app`; a row leaves this table on the day its endpoint is built.
"""

_GET_ONLY = (
    "/v2/bot/message/progress/narrowcast",
    "/v2/bot/message/delivery/pnp",
    "/v2/bot/message/delivery/pnp/templated",
    "/v2/bot/message/aggregation/info",
    "/v2/bot/message/aggregation/list",
    "/v2/bot/followers/ids",
    "/v2/bot/list",
    "/v2/bot/group/{groupId}/summary",
    "/v2/bot/group/{groupId}/members/count",
    "/v2/bot/group/{groupId}/members/ids",
    "/v2/bot/group/{groupId}/member/{userId}",
    "/v2/bot/room/{roomId}/members/count",
    "/v2/bot/room/{roomId}/members/ids",
    "/v2/bot/room/{roomId}/member/{userId}",
    "/v2/bot/audienceGroup/list",
    "/v2/bot/audienceGroup/shared/list",
    "/v2/bot/audienceGroup/shared/{audienceGroupId}",
    "/v2/bot/insight/demographic",
    "/v2/bot/insight/followers",
    "/v2/bot/insight/message/delivery",
    "/v2/bot/insight/message/event",
    "/v2/bot/insight/message/event/aggregation",
    "/v2/bot/insight/richmenu/{richMenuId}/summary",
    "/v2/bot/insight/richmenu/{richMenuId}/daily",
    "/v2/bot/membership/list",
    "/v2/bot/membership/subscription/{userId}",
    "/v2/bot/membership/{membershipId}/users/ids",
    "/oauth2/v2.1/tokens/kid",
)
_POST_ONLY = (
    "/v2/bot/message/narrowcast",
    "/v2/bot/message/broadcast",
    "/v2/bot/message/markAsRead",
    "/v2/bot/message/pnp/templated/push",
    "/bot/pnp/push",
    "/v2/bot/group/{groupId}/leave",
    "/v2/bot/room/{roomId}/leave",
    "/v2/bot/audienceGroup/click",
    "/v2/bot/audienceGroup/imp",
    "/v2/bot/chat/{chatId}/control/{deed}",
    "/v2/bot/channel/detach",
    "/v2/oauth/accessToken",
    "/v2/oauth/verify",
    "/v2/oauth/revoke",
    "/module/auth/v1/token",
    "/shop/v3/mission",
)
_SEVERAL = (
    ("POST PUT", "/v2/bot/audienceGroup/upload"),
    ("POST PUT", "/v2/bot/audienceGroup/upload/byFile"),
    ("PUT", "/v2/bot/audienceGroup/{audienceGroupId}/updateDescription"),
    ("DELETE GET", "/v2/bot/audienceGroup/{audienceGroupId}"),
    ("GET POST", "/v2/bot/coupon"),
    ("GET", "/v2/bot/coupon/{couponId}"),
    ("PUT", "/v2/bot/coupon/{couponId}/close"),
    ("GET POST", "/liff/v1/apps"),
    ("DELETE PUT", "/liff/v1/apps/{liffId}"),
)

UNBUILT: list[tuple[str, str]] = [
    *(("GET", template) for template in _GET_ONLY),
    *(("POST", template) for template in _POST_ONLY),
    *((method, template) for methods, template in _SEVERAL for method in methods.split()),
]
