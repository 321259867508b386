// Written by tools/embed-schemas from the files beside it; change those instead.

enum SchemaText {
    /// File texts by path below Schemas/.
    static let files: [String: String] = [
        "events/BusinessCreated.v1.json": ##"""
            {
              "$schema": "https://json-schema.org/draft/2020-12/schema",
              "$id": "/schemas/events/BusinessCreated.v1.json",
              "title": "BusinessCreated",
              "description": "The tenant got its business.",
              "type": "object",
              "properties": {
                "name": { "type": "string", "minLength": 1, "description": "The business's name." },
                "descriptor": {
                  "type": "string",
                  "pattern": "^[a-z0-9-]{3,20}$",
                  "description": "The business's short name, as in addresses."
                },
                "country": { "type": "string", "pattern": "^[A-Z]{2}$", "description": "ISO 3166-1 alpha-2." },
                "currency": {
                  "type": "string",
                  "pattern": "^[A-Z]{3}$",
                  "description": "ISO 4217, alphabetic."
                }
              },
              "required": ["name", "descriptor", "country", "currency"],
              "additionalProperties": false
            }
            """##,
        "events/BusinessStaged.v1.json": ##"""
            {
              "$schema": "https://json-schema.org/draft/2020-12/schema",
              "$id": "/schemas/events/BusinessStaged.v1.json",
              "title": "BusinessStaged",
              "description": "The person described the business.",
              "type": "object",
              "properties": {
                "name": { "type": "string", "minLength": 1, "description": "The business's name." },
                "descriptor": {
                  "type": "string",
                  "pattern": "^[a-z0-9-]{3,20}$",
                  "description": "The business's short name, as in addresses."
                },
                "country": { "type": "string", "pattern": "^[A-Z]{2}$", "description": "ISO 3166-1 alpha-2." },
                "currency": {
                  "type": "string",
                  "pattern": "^[A-Z]{3}$",
                  "description": "ISO 4217, alphabetic."
                }
              },
              "required": ["name", "descriptor", "country", "currency"],
              "additionalProperties": false
            }
            """##,
        "events/CheckoutExpired.v1.json": ##"""
            {
              "$schema": "https://json-schema.org/draft/2020-12/schema",
              "$id": "/schemas/events/CheckoutExpired.v1.json",
              "title": "CheckoutExpired",
              "description": "The provider closed a checkout that was not paid.",
              "type": "object",
              "properties": {
                "checkoutSessionId": {
                  "type": "string",
                  "minLength": 1,
                  "description": "The provider's id of the checkout."
                }
              },
              "required": ["checkoutSessionId"],
              "additionalProperties": false
            }
            """##,
        "events/CheckoutFailed.v1.json": ##"""
            {
              "$schema": "https://json-schema.org/draft/2020-12/schema",
              "$id": "/schemas/events/CheckoutFailed.v1.json",
              "title": "CheckoutFailed",
              "description": "The provider opened no checkout.",
              "type": "object",
              "properties": {
                "reason": { "type": "string", "minLength": 1, "description": "Why, in one word or a few." }
              },
              "required": ["reason"],
              "additionalProperties": false
            }
            """##,
        "events/CheckoutRequested.v1.json": ##"""
            {
              "$schema": "https://json-schema.org/draft/2020-12/schema",
              "$id": "/schemas/events/CheckoutRequested.v1.json",
              "title": "CheckoutRequested",
              "description": "A checkout was asked for; recorded before the provider is asked.",
              "type": "object",
              "properties": {},
              "required": [],
              "additionalProperties": false
            }
            """##,
        "events/CheckoutStarted.v1.json": ##"""
            {
              "$schema": "https://json-schema.org/draft/2020-12/schema",
              "$id": "/schemas/events/CheckoutStarted.v1.json",
              "title": "CheckoutStarted",
              "description": "The provider opened a checkout.",
              "type": "object",
              "properties": {
                "checkoutSessionId": {
                  "type": "string",
                  "minLength": 1,
                  "description": "The provider's id of the checkout."
                },
                "checkoutUrl": { "type": "string", "format": "uri", "description": "Where the person pays." },
                "expiresAt": {
                  "type": "string",
                  "format": "date-time",
                  "description": "When the provider closes it."
                },
                "planId": { "type": "string", "minLength": 1, "description": "The plan that is paid for." }
              },
              "required": ["checkoutSessionId", "checkoutUrl", "expiresAt", "planId"],
              "additionalProperties": false
            }
            """##,
        "events/CommandRefused.v1.json": ##"""
            {
              "$schema": "https://json-schema.org/draft/2020-12/schema",
              "$id": "/schemas/events/CommandRefused.v1.json",
              "title": "CommandRefused",
              "description": "A command was refused and changed nothing.",
              "type": "object",
              "properties": {
                "command": { "type": "string", "minLength": 1, "description": "What was tried." },
                "code": { "type": "string", "minLength": 1, "description": "The rejection's stable word." },
                "step": { "type": "string", "description": "The step or stage at which it was tried." }
              },
              "required": ["command", "code"],
              "additionalProperties": false
            }
            """##,
        "events/IdentityProven.v1.json": ##"""
            {
              "$schema": "https://json-schema.org/draft/2020-12/schema",
              "$id": "/schemas/events/IdentityProven.v1.json",
              "title": "IdentityProven",
              "description": "A later token of a verified session proved the email; the stage stays.",
              "type": "object",
              "properties": {
                "method": {
                  "type": "string",
                  "enum": ["email", "google"],
                  "description": "How the email was shown to be the person's own."
                },
                "proof": {
                  "type": "string",
                  "minLength": 1,
                  "description": "The counter of the token that is good from now on."
                },
                "firstName": {
                  "type": "string",
                  "description": "The person's first name.",
                  "x-personal": true
                },
                "lastName": { "type": "string", "description": "The person's last name.", "x-personal": true }
              },
              "required": ["method", "proof"],
              "additionalProperties": false
            }
            """##,
        "events/IdentityVerified.v1.json": ##"""
            {
              "$schema": "https://json-schema.org/draft/2020-12/schema",
              "$id": "/schemas/events/IdentityVerified.v1.json",
              "title": "IdentityVerified",
              "description": "The email was shown to be the person's own.",
              "type": "object",
              "properties": {
                "method": {
                  "type": "string",
                  "enum": ["email", "google"],
                  "description": "How the email was shown to be the person's own."
                },
                "firstName": {
                  "type": "string",
                  "description": "The person's first name.",
                  "x-personal": true
                },
                "lastName": { "type": "string", "description": "The person's last name.", "x-personal": true },
                "email": {
                  "type": "string",
                  "format": "email",
                  "description": "Google's email, when it differs from the one the session began with.",
                  "x-personal": true
                }
              },
              "required": ["method"],
              "additionalProperties": false
            }
            """##,
        "events/PaymentConfirmed.v1.json": ##"""
            {
              "$schema": "https://json-schema.org/draft/2020-12/schema",
              "$id": "/schemas/events/PaymentConfirmed.v1.json",
              "title": "PaymentConfirmed",
              "description": "The provider confirmed the payment.",
              "type": "object",
              "properties": {
                "checkoutSessionId": {
                  "type": "string",
                  "minLength": 1,
                  "description": "The provider's id of the checkout."
                },
                "planId": { "type": "string", "minLength": 1, "description": "The plan that is paid for." },
                "customerId": {
                  "type": "string",
                  "minLength": 1,
                  "description": "The provider's id of the customer."
                },
                "subscriptionId": {
                  "type": "string",
                  "minLength": 1,
                  "description": "The provider's id of the subscription."
                }
              },
              "required": ["checkoutSessionId", "planId"],
              "additionalProperties": false
            }
            """##,
        "events/PaymentRequired.v1.json": ##"""
            {
              "$schema": "https://json-schema.org/draft/2020-12/schema",
              "$id": "/schemas/events/PaymentRequired.v1.json",
              "title": "PaymentRequired",
              "description": "The plan is paid: the session waits for the payment.",
              "type": "object",
              "properties": {},
              "required": [],
              "additionalProperties": false
            }
            """##,
        "events/PaymentSkipped.v1.json": ##"""
            {
              "$schema": "https://json-schema.org/draft/2020-12/schema",
              "$id": "/schemas/events/PaymentSkipped.v1.json",
              "title": "PaymentSkipped",
              "description": "The plan is free: there is no payment to wait for.",
              "type": "object",
              "properties": {},
              "required": [],
              "additionalProperties": false
            }
            """##,
        "events/PlanChanged.v1.json": ##"""
            {
              "$schema": "https://json-schema.org/draft/2020-12/schema",
              "$id": "/schemas/events/PlanChanged.v1.json",
              "title": "PlanChanged",
              "description": "The person chose another plan; an open checkout of the plan before is void.",
              "type": "object",
              "properties": {
                "planId": { "type": "string", "minLength": 1, "description": "The plan's id." },
                "planDescriptor": { "type": "string", "minLength": 1, "description": "The plan's short name." },
                "isPaid": { "type": "boolean", "description": "False for a free plan." }
              },
              "required": ["planId", "planDescriptor", "isPaid"],
              "additionalProperties": false
            }
            """##,
        "events/ProfileCreated.v1.json": ##"""
            {
              "$schema": "https://json-schema.org/draft/2020-12/schema",
              "$id": "/schemas/events/ProfileCreated.v1.json",
              "title": "ProfileCreated",
              "description": "A user came to be.",
              "type": "object",
              "properties": {
                "source": { "type": "string", "minLength": 1, "description": "Where the user came from." },
                "role": { "type": "string", "minLength": 1, "description": "What the user may do." },
                "tenantId": { "type": "string", "minLength": 1, "description": "The user's tenant." },
                "isEmailVerified": {
                  "type": "boolean",
                  "description": "True when the email was shown to be the person's own."
                },
                "method": {
                  "type": "string",
                  "enum": ["email", "google"],
                  "description": "How the email was shown to be the person's own."
                },
                "email": {
                  "type": "string",
                  "format": "email",
                  "description": "The person's email, trimmed and in lower case.",
                  "x-personal": true
                },
                "firstName": {
                  "type": "string",
                  "description": "The person's first name.",
                  "x-personal": true
                },
                "lastName": { "type": "string", "description": "The person's last name.", "x-personal": true }
              },
              "required": ["source", "role", "isEmailVerified", "method"],
              "additionalProperties": false
            }
            """##,
        "events/RefusalsOmitted.v1.json": ##"""
            {
              "$schema": "https://json-schema.org/draft/2020-12/schema",
              "$id": "/schemas/events/RefusalsOmitted.v1.json",
              "title": "RefusalsOmitted",
              "description": "More refusals came within the hour than are kept.",
              "type": "object",
              "properties": {
                "count": { "type": "integer", "minimum": 1, "description": "How many were left out." }
              },
              "required": ["count"],
              "additionalProperties": false
            }
            """##,
        "events/SignUpCancelled.v1.json": ##"""
            {
              "$schema": "https://json-schema.org/draft/2020-12/schema",
              "$id": "/schemas/events/SignUpCancelled.v1.json",
              "title": "SignUpCancelled",
              "description": "The person gave the session up.",
              "type": "object",
              "properties": {},
              "required": [],
              "additionalProperties": false
            }
            """##,
        "events/SignUpCompleted.v1.json": ##"""
            {
              "$schema": "https://json-schema.org/draft/2020-12/schema",
              "$id": "/schemas/events/SignUpCompleted.v1.json",
              "title": "SignUpCompleted",
              "description": "The session became a user with a tenant.",
              "type": "object",
              "properties": {
                "userId": { "type": "string", "format": "uuid", "description": "The new user's id." },
                "tenantId": { "type": "string", "format": "uuid", "description": "The new tenant's id." }
              },
              "required": ["userId", "tenantId"],
              "additionalProperties": false
            }
            """##,
        "events/SignUpExpired.v1.json": ##"""
            {
              "$schema": "https://json-schema.org/draft/2020-12/schema",
              "$id": "/schemas/events/SignUpExpired.v1.json",
              "title": "SignUpExpired",
              "description": "The session's time ran out.",
              "type": "object",
              "properties": {},
              "required": [],
              "additionalProperties": false
            }
            """##,
        "events/SignUpReadied.v1.json": ##"""
            {
              "$schema": "https://json-schema.org/draft/2020-12/schema",
              "$id": "/schemas/events/SignUpReadied.v1.json",
              "title": "SignUpReadied",
              "description": "Nothing is owed any more: the session can be completed.",
              "type": "object",
              "properties": {},
              "required": [],
              "additionalProperties": false
            }
            """##,
        "events/SignUpStarted.v1.json": ##"""
            {
              "$schema": "https://json-schema.org/draft/2020-12/schema",
              "$id": "/schemas/events/SignUpStarted.v1.json",
              "title": "SignUpStarted",
              "description": "A sign-up session began with an email and a plan, named by its descriptor.",
              "type": "object",
              "properties": {
                "planDescriptor": { "type": "string", "minLength": 1, "description": "The plan's short name." },
                "isPaid": { "type": "boolean", "description": "False for a free plan." },
                "expiresAt": {
                  "type": "string",
                  "format": "date-time",
                  "description": "When the session's time is over."
                },
                "email": {
                  "type": "string",
                  "format": "email",
                  "description": "The person's email, trimmed and in lower case.",
                  "x-personal": true
                }
              },
              "required": ["planDescriptor", "isPaid", "expiresAt"],
              "additionalProperties": false
            }
            """##,
        "events/SignUpStarted.v2.json": ##"""
            {
              "$schema": "https://json-schema.org/draft/2020-12/schema",
              "$id": "/schemas/events/SignUpStarted.v2.json",
              "title": "SignUpStarted",
              "description": "A sign-up session began with an email and a plan.",
              "type": "object",
              "properties": {
                "planId": { "type": "string", "minLength": 1, "description": "The plan's id." },
                "planDescriptor": { "type": "string", "minLength": 1, "description": "The plan's short name." },
                "isPaid": { "type": "boolean", "description": "False for a free plan." },
                "expiresAt": {
                  "type": "string",
                  "format": "date-time",
                  "description": "When the session's time is over."
                },
                "variant": {
                  "type": "string",
                  "description": "The experiment's variant given to this subject."
                },
                "email": {
                  "type": "string",
                  "format": "email",
                  "description": "The person's email, trimmed and in lower case.",
                  "x-personal": true
                }
              },
              "required": ["planId", "planDescriptor", "isPaid", "expiresAt"],
              "additionalProperties": false
            }
            """##,
        "events/SubscriptionStarted.v1.json": ##"""
            {
              "$schema": "https://json-schema.org/draft/2020-12/schema",
              "$id": "/schemas/events/SubscriptionStarted.v1.json",
              "title": "SubscriptionStarted",
              "description": "The tenant subscribed to a paid plan.",
              "type": "object",
              "properties": {
                "planId": { "type": "string", "minLength": 1, "description": "The plan's id." },
                "planDescriptor": { "type": "string", "minLength": 1, "description": "The plan's short name." },
                "status": {
                  "type": "string",
                  "enum": ["trialing", "active"],
                  "description": "Trialing within the plan's trial days."
                },
                "customerId": {
                  "type": "string",
                  "minLength": 1,
                  "description": "The provider's id of the customer."
                },
                "subscriptionId": {
                  "type": "string",
                  "minLength": 1,
                  "description": "The provider's id of the subscription."
                },
                "checkoutSessionId": {
                  "type": "string",
                  "minLength": 1,
                  "description": "The provider's id of the checkout."
                }
              },
              "required": ["planId", "planDescriptor", "status"],
              "additionalProperties": false
            }
            """##,
        "events/VerificationCodeRefused.v1.json": ##"""
            {
              "$schema": "https://json-schema.org/draft/2020-12/schema",
              "$id": "/schemas/events/VerificationCodeRefused.v1.json",
              "title": "VerificationCodeRefused",
              "description": "A wrong verification code was given.",
              "type": "object",
              "properties": {
                "issue": { "type": "integer", "minimum": 1, "description": "The code that was asked for." },
                "attempts": {
                  "type": "integer",
                  "minimum": 1,
                  "maximum": 5,
                  "description": "Wrong codes given for this issue so far."
                },
                "voided": {
                  "type": "boolean",
                  "description": "True for the fifth, after which the code is good for nothing."
                }
              },
              "required": ["issue", "attempts", "voided"],
              "additionalProperties": false
            }
            """##,
        "events/VerificationCodeSent.v1.json": ##"""
            {
              "$schema": "https://json-schema.org/draft/2020-12/schema",
              "$id": "/schemas/events/VerificationCodeSent.v1.json",
              "title": "VerificationCodeSent",
              "description": "A verification code was called for. The code itself is never recorded.",
              "type": "object",
              "properties": {
                "issue": {
                  "type": "integer",
                  "minimum": 1,
                  "description": "Which code of this session it is; only the newest counts."
                },
                "expiresAt": {
                  "type": "string",
                  "format": "date-time",
                  "description": "When the code stops being good."
                }
              },
              "required": ["issue", "expiresAt"],
              "additionalProperties": false
            }
            """##,
        "events/WebhookUnmatched.v1.json": ##"""
            {
              "$schema": "https://json-schema.org/draft/2020-12/schema",
              "$id": "/schemas/events/WebhookUnmatched.v1.json",
              "title": "WebhookUnmatched",
              "description": "A provider told of something that belongs to no subject; kept for a look.",
              "type": "object",
              "properties": {
                "provider": { "type": "string", "minLength": 1, "description": "Who told." },
                "eventId": { "type": "string", "description": "The provider's id of its event." },
                "eventType": { "type": "string", "description": "The provider's name for what happened." },
                "reason": { "type": "string", "minLength": 1, "description": "Why it belongs to no subject." },
                "payload": {
                  "type": "string",
                  "description": "The provider's JSON as it came.",
                  "x-personal": true
                }
              },
              "required": ["provider", "eventId", "eventType", "reason"],
              "additionalProperties": false
            }
            """##,
        "events/WorkspaceCreated.v1.json": ##"""
            {
              "$schema": "https://json-schema.org/draft/2020-12/schema",
              "$id": "/schemas/events/WorkspaceCreated.v1.json",
              "title": "WorkspaceCreated",
              "description": "A tenant came to be, with its owner.",
              "type": "object",
              "properties": {
                "name": { "type": "string", "description": "The tenant's name." },
                "ownerId": { "type": "string", "minLength": 1, "description": "The owner's user id." },
                "source": { "type": "string", "minLength": 1, "description": "Where the tenant came from." }
              },
              "required": ["name", "ownerId", "source"],
              "additionalProperties": false
            }
            """##,
        "flows/signup.json": ##"""
            {
              "flow": "signup",
              "stages": [
                {
                  "name": "plan_selected",
                  "on": ["SignUpStarted"],
                  "optional": false,
                  "route": "/onboarding/email",
                  "paths": [
                    "/onboarding/email",
                    "/onboarding/plan",
                    "/onboarding/verify",
                    "/onboarding/oauth-callback"
                  ]
                },
                {
                  "name": "identity_pending",
                  "on": ["VerificationCodeSent"],
                  "optional": true,
                  "route": "/onboarding/verify",
                  "paths": [
                    "/onboarding/verify",
                    "/onboarding/plan",
                    "/onboarding/email",
                    "/onboarding/oauth-callback"
                  ]
                },
                {
                  "name": "identity_verified",
                  "on": ["IdentityVerified"],
                  "optional": false,
                  "route": "/onboarding/business",
                  "paths": ["/onboarding/business", "/onboarding/plan", "/onboarding/oauth-callback"]
                },
                {
                  "name": "business_staged",
                  "on": ["BusinessStaged"],
                  "optional": false,
                  "route": "/onboarding/payment",
                  "paths": ["/onboarding/payment", "/onboarding/business", "/onboarding/oauth-callback"]
                },
                {
                  "name": "payment_pending",
                  "on": ["PaymentRequired"],
                  "optional": true,
                  "route": "/onboarding/payment",
                  "paths": ["/onboarding/payment", "/onboarding/oauth-callback"]
                },
                {
                  "name": "payment_confirmed",
                  "on": ["PaymentConfirmed"],
                  "optional": true,
                  "route": "/onboarding/complete",
                  "paths": ["/onboarding/complete", "/onboarding/payment", "/onboarding/oauth-callback"]
                },
                {
                  "name": "ready_to_commit",
                  "on": ["SignUpReadied"],
                  "optional": false,
                  "route": "/onboarding/complete",
                  "paths": ["/onboarding/complete", "/onboarding/oauth-callback"]
                },
                {
                  "name": "committed",
                  "on": ["SignUpCompleted"],
                  "optional": false,
                  "route": "/onboarding/complete",
                  "paths": ["/onboarding/complete"]
                }
              ],
              "transitions": [
                {"from": "plan_selected", "to": "identity_pending", "on": "VerificationCodeSent"},
                {"from": "plan_selected", "to": "identity_verified", "on": "IdentityVerified"},
                {"from": "identity_pending", "to": "identity_verified", "on": "IdentityVerified"},
                {"from": "identity_verified", "to": "business_staged", "on": "BusinessStaged"},
                {"from": "business_staged", "to": "ready_to_commit", "on": "SignUpReadied"},
                {"from": "business_staged", "to": "payment_pending", "on": "PaymentRequired"},
                {"from": "payment_pending", "to": "payment_confirmed", "on": "PaymentConfirmed"},
                {"from": "payment_pending", "to": "ready_to_commit", "on": "SignUpReadied"},
                {"from": "payment_confirmed", "to": "ready_to_commit", "on": "SignUpReadied"},
                {"from": "payment_confirmed", "to": "payment_pending", "on": "PaymentRequired"},
                {"from": "ready_to_commit", "to": "payment_pending", "on": "PaymentRequired"},
                {"from": "ready_to_commit", "to": "committed", "on": "SignUpCompleted"},
                {"from": "plan_selected", "to": "cancelled", "on": "SignUpCancelled"},
                {"from": "identity_pending", "to": "cancelled", "on": "SignUpCancelled"},
                {"from": "identity_verified", "to": "cancelled", "on": "SignUpCancelled"},
                {"from": "business_staged", "to": "cancelled", "on": "SignUpCancelled"},
                {"from": "payment_pending", "to": "cancelled", "on": "SignUpCancelled"},
                {"from": "payment_confirmed", "to": "cancelled", "on": "SignUpCancelled"},
                {"from": "ready_to_commit", "to": "cancelled", "on": "SignUpCancelled"},
                {"from": "plan_selected", "to": "expired", "on": "SignUpExpired"},
                {"from": "identity_pending", "to": "expired", "on": "SignUpExpired"},
                {"from": "identity_verified", "to": "expired", "on": "SignUpExpired"},
                {"from": "business_staged", "to": "expired", "on": "SignUpExpired"},
                {"from": "payment_pending", "to": "expired", "on": "SignUpExpired"},
                {"from": "payment_confirmed", "to": "expired", "on": "SignUpExpired"},
                {"from": "ready_to_commit", "to": "expired", "on": "SignUpExpired"}
              ],
              "exits": [
                {
                  "name": "cancelled",
                  "on": ["SignUpCancelled"]
                },
                {
                  "name": "expired",
                  "on": ["SignUpExpired"]
                }
              ],
              "expiry": "P1D",
              "attributes": [
                {"name": "plan", "field": "planDescriptor"},
                {"name": "method", "field": "method"},
                {"name": "country", "field": "businessCountry"},
                {"name": "currency", "field": "businessCurrency"},
                {"name": "variant", "field": "variant"}
              ]
            }
            """##,
        "sql/ledger.v1.sql": ##"""
            -- The truth (DESIGN, Storage). Nothing that can be recomputed is stored: an event's id comes from
            -- its hash and time, a session's own actor from its stream, digests of payloads from the payloads.

            -- Facts about the file itself: the keys that claims, tokens and codes are derived under.
            CREATE TABLE ledger_fact (
                name TEXT PRIMARY KEY,
                value BLOB NOT NULL
            ) STRICT, WITHOUT ROWID;

            -- Names are interned: an event row holds small integers.
            CREATE TABLE stream (
                id INTEGER PRIMARY KEY,
                name TEXT NOT NULL UNIQUE
            ) STRICT;

            CREATE TABLE event_type (
                id INTEGER PRIMARY KEY,
                name TEXT NOT NULL,
                schema_version INTEGER NOT NULL,
                UNIQUE (name, schema_version)
            ) STRICT;

            CREATE TABLE actor (
                id INTEGER PRIMARY KEY,
                kind INTEGER NOT NULL,
                name TEXT NOT NULL,
                UNIQUE (kind, name)
            ) STRICT;

            CREATE TABLE event (
                position INTEGER PRIMARY KEY,
                stream INTEGER NOT NULL,
                version INTEGER NOT NULL,
                type INTEGER NOT NULL,
                recorded_at INTEGER NOT NULL,   -- milliseconds since 1970
                occurred_at INTEGER,            -- NULL: when it was recorded
                actor INTEGER,                  -- NULL: the session that the stream is about
                correlation ANY NOT NULL,       -- 16 bytes for a UUID, else text
                causation ANY,                  -- NULL: the correlation itself
                data TEXT NOT NULL,             -- JSON object
                personal TEXT,                  -- JSON object; NULL: none, or erased
                origin TEXT,                    -- JSON object; NULL: not recorded, or erased
                salt BLOB,                      -- 16 bytes when personal or origin is there
                erased_digest BLOB,             -- the personal digest that the hash covers, once erased
                hash BLOB NOT NULL
            ) STRICT;

            CREATE UNIQUE INDEX event_by_stream ON event (stream, version);

            -- Unique keys that streams hold (one active session per email, …), as keyed digests.
            CREATE TABLE claim (
                key BLOB PRIMARY KEY,
                stream INTEGER NOT NULL
            ) STRICT, WITHOUT ROWID;

            -- What an append with a deduplication key did the first time.
            CREATE TABLE deduplication (
                key BLOB PRIMARY KEY,
                first_position INTEGER NOT NULL,
                last_position INTEGER NOT NULL
            ) STRICT, WITHOUT ROWID;

            -- Roots of complete subtrees of 256, 65,536, … leaves (RFC 9162 section 2.1).
            CREATE TABLE merkle_node (
                level INTEGER NOT NULL,
                node INTEGER NOT NULL,
                hash BLOB NOT NULL,
                PRIMARY KEY (level, node)
            ) STRICT, WITHOUT ROWID;

            -- What must be kept beside the events but may never be one: password hashes, API key digests,
            -- refresh token families, outcomes under an idempotency key.
            CREATE TABLE vault (
                space TEXT NOT NULL,
                key BLOB NOT NULL,
                value BLOB NOT NULL,
                expires_at INTEGER,
                PRIMARY KEY (space, key)
            ) STRICT, WITHOUT ROWID;

            CREATE INDEX vault_by_expiry ON vault (expires_at) WHERE expires_at IS NOT NULL;
            """##,
        "sql/views.v1.sql": ##"""
            -- Read models: folded from the log, thrown away and made again at will (DESIGN, Storage).

            -- How far each read model is, what its definition was, and the sum of its rows' digests.
            CREATE TABLE view (
                name TEXT PRIMARY KEY,
                definition INTEGER NOT NULL,
                checkpoint INTEGER NOT NULL,
                row_count INTEGER NOT NULL,
                digest BLOB NOT NULL
            ) STRICT, WITHOUT ROWID;

            CREATE TABLE session (
                stream INTEGER PRIMARY KEY,     -- the log's interned id
                name TEXT NOT NULL,             -- session-<id>, wizard-<userId>, loan-<subject>, …
                flow TEXT,
                stage TEXT,
                status TEXT,
                version INTEGER NOT NULL,
                updated_at INTEGER NOT NULL,
                search TEXT NOT NULL,
                state TEXT NOT NULL             -- JSON object, as the state answer gives it
            ) STRICT;

            CREATE TABLE tenant (
                stream INTEGER PRIMARY KEY,
                name TEXT NOT NULL,
                flow TEXT,
                stage TEXT,
                status TEXT,
                version INTEGER NOT NULL,
                updated_at INTEGER NOT NULL,
                search TEXT NOT NULL,
                state TEXT NOT NULL
            ) STRICT;

            CREATE TABLE profile (
                stream INTEGER PRIMARY KEY,
                name TEXT NOT NULL,
                flow TEXT,
                stage TEXT,
                status TEXT,
                version INTEGER NOT NULL,
                updated_at INTEGER NOT NULL,
                search TEXT NOT NULL,
                state TEXT NOT NULL
            ) STRICT;
            """##,
    ]
}
