// Written by tools/embed-schemas from the files beside it; change those instead.

enum SchemaText {
    /// File texts by path below Schemas/.
    static let files: [String: String] = [
        "events/AccessApproved.v1.json": ##"""
            {
              "$schema": "https://json-schema.org/draft/2020-12/schema",
              "$id": "/schemas/events/AccessApproved.v1.json",
              "title": "AccessApproved",
              "description": "An admin approved the merchant.",
              "type": "object",
              "properties": {
                "reason": { "type": "string", "description": "Why." }
              },
              "required": [],
              "additionalProperties": false
            }
            """##,
        "events/AccessGranted.v1.json": ##"""
            {
              "$schema": "https://json-schema.org/draft/2020-12/schema",
              "$id": "/schemas/events/AccessGranted.v1.json",
              "title": "AccessGranted",
              "description": "A role that needs no approval was given.",
              "type": "object",
              "properties": {
                "requestedRole": {
                  "type": "string",
                  "enum": ["consumer", "client", "admin"],
                  "description": "What was asked for."
                },
                "role": {
                  "type": "string",
                  "enum": ["consumer", "client", "admin"],
                  "description": "What was given."
                }
              },
              "required": ["requestedRole", "role"],
              "additionalProperties": false
            }
            """##,
        "events/AccessReinstated.v1.json": ##"""
            {
              "$schema": "https://json-schema.org/draft/2020-12/schema",
              "$id": "/schemas/events/AccessReinstated.v1.json",
              "title": "AccessReinstated",
              "description": "An admin let a suspended user in again.",
              "type": "object",
              "properties": {
                "reason": { "type": "string", "description": "Why." }
              },
              "required": [],
              "additionalProperties": false
            }
            """##,
        "events/AccessRequested.v1.json": ##"""
            {
              "$schema": "https://json-schema.org/draft/2020-12/schema",
              "$id": "/schemas/events/AccessRequested.v1.json",
              "title": "AccessRequested",
              "description": "A merchant asked for access; an admin is to approve it.",
              "type": "object",
              "properties": {
                "requestedRole": {
                  "type": "string",
                  "enum": ["consumer", "client", "admin"],
                  "description": "What was asked for."
                }
              },
              "required": ["requestedRole"],
              "additionalProperties": false
            }
            """##,
        "events/AccessSuspended.v1.json": ##"""
            {
              "$schema": "https://json-schema.org/draft/2020-12/schema",
              "$id": "/schemas/events/AccessSuspended.v1.json",
              "title": "AccessSuspended",
              "description": "An admin suspended the user.",
              "type": "object",
              "properties": {
                "reason": { "type": "string", "description": "Why." }
              },
              "required": [],
              "additionalProperties": false
            }
            """##,
        "events/AccountOpened.v1.json": ##"""
            {
              "$schema": "https://json-schema.org/draft/2020-12/schema",
              "$id": "/schemas/events/AccountOpened.v1.json",
              "title": "AccountOpened",
              "description": "A user was seen for the first time, by a token or by a payment.",
              "type": "object",
              "properties": {
                "source": {
                  "type": "string",
                  "enum": ["token", "checkout"],
                  "description": "Where the user came from."
                },
                "role": { "type": "string", "description": "What the user may do in the membership." },
                "isEmailVerified": {
                  "type": "boolean",
                  "description": "True when the token's issuer vouches for the email."
                },
                "holdsEmail": {
                  "type": "boolean",
                  "description": "True when the email was free, and is looked up from now on."
                },
                "email": {
                  "type": "string",
                  "description": "The person's email, trimmed and in lower case; empty without one.",
                  "x-personal": true
                },
                "firstName": {
                  "type": "string",
                  "description": "The person's first name.",
                  "x-personal": true
                },
                "lastName": {
                  "type": "string",
                  "description": "The person's last name.",
                  "x-personal": true
                },
                "phone": {
                  "type": "string",
                  "description": "The phone number that the person signed in with.",
                  "x-personal": true
                }
              },
              "required": ["source", "role", "isEmailVerified", "holdsEmail"],
              "additionalProperties": false
            }
            """##,
        "events/BirthChartComputed.v1.json": ##"""
            {
              "$schema": "https://json-schema.org/draft/2020-12/schema",
              "$id": "/schemas/events/BirthChartComputed.v1.json",
              "title": "BirthChartComputed",
              "description": "The birth chart was computed from the birth data.",
              "type": "object",
              "properties": {
                "sunLongitude": {
                  "type": "number",
                  "description": "The sun's ecliptic longitude in degrees.",
                  "x-personal": true
                },
                "moonLongitude": {
                  "type": "number",
                  "description": "The moon's ecliptic longitude in degrees.",
                  "x-personal": true
                },
                "ascendantLongitude": {
                  "type": "number",
                  "description": "The ascendant's, when the birth time is known.",
                  "x-personal": true
                },
                "birthDate": {
                  "type": "string",
                  "description": "The birth date that it was computed from.",
                  "x-personal": true
                },
                "birthTime": {
                  "type": "string",
                  "description": "The birth time that it was computed from.",
                  "x-personal": true
                },
                "birthLat": {
                  "type": "number",
                  "description": "The latitude that it was computed from.",
                  "x-personal": true
                },
                "birthLon": {
                  "type": "number",
                  "description": "The longitude that it was computed from.",
                  "x-personal": true
                },
                "timezone": {
                  "type": "string",
                  "description": "The time zone that it was computed from.",
                  "x-personal": true
                },
                "utcOffsetSeconds": {
                  "type": "integer",
                  "description": "The zone's difference to UTC at the birth.",
                  "x-personal": true
                }
              },
              "required": [],
              "additionalProperties": false
            }
            """##,
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
        "events/CallNotRequired.v1.json": ##"""
            {
              "$schema": "https://json-schema.org/draft/2020-12/schema",
              "$id": "/schemas/events/CallNotRequired.v1.json",
              "title": "CallNotRequired",
              "description": "The space needs no call.",
              "type": "object",
              "properties": {
                "inviteType": {
                  "type": "string",
                  "minLength": 1,
                  "description": "How the space was invited."
                },
                "initialSignupType": { "type": "string", "minLength": 1, "description": "Who signed up." }
              },
              "required": [],
              "additionalProperties": false
            }
            """##,
        "events/CallRequired.v1.json": ##"""
            {
              "$schema": "https://json-schema.org/draft/2020-12/schema",
              "$id": "/schemas/events/CallRequired.v1.json",
              "title": "CallRequired",
              "description": "The space's people are to plan a call.",
              "type": "object",
              "properties": {
                "inviteType": {
                  "type": "string",
                  "minLength": 1,
                  "description": "How the space was invited."
                },
                "initialSignupType": { "type": "string", "minLength": 1, "description": "Who signed up." }
              },
              "required": [],
              "additionalProperties": false
            }
            """##,
        "events/ChartOfAccountsCreated.v1.json": ##"""
            {
              "$schema": "https://json-schema.org/draft/2020-12/schema",
              "$id": "/schemas/events/ChartOfAccountsCreated.v1.json",
              "title": "ChartOfAccountsCreated",
              "description": "The tenant got its chart of accounts.",
              "type": "object",
              "properties": {
                "accounts": {
                  "type": "array",
                  "description": "The accounts, in the order of their codes.",
                  "items": {
                    "type": "object",
                    "properties": {
                      "code": { "type": "string", "minLength": 1, "description": "The account's number." },
                      "name": { "type": "string", "minLength": 1, "description": "The account's name." },
                      "type": {
                        "type": "string",
                        "enum": ["asset", "liability", "equity", "income", "expense"],
                        "description": "What the account holds."
                      }
                    },
                    "required": ["code", "name", "type"],
                    "additionalProperties": false
                  }
                }
              },
              "required": ["accounts"],
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
        "events/CompanyInitialized.v1.json": ##"""
            {
              "$schema": "https://json-schema.org/draft/2020-12/schema",
              "$id": "/schemas/events/CompanyInitialized.v1.json",
              "title": "CompanyInitialized",
              "description": "The tenant's onboarding began.",
              "type": "object",
              "properties": {
                "fiscalYearStart": {
                  "type": "integer",
                  "minimum": 1,
                  "maximum": 12,
                  "description": "The month in which the fiscal year begins."
                },
                "accountType": {
                  "type": "string",
                  "enum": ["personal", "business", "accountant"],
                  "description": "Whom the account is for."
                },
                "entityType": {
                  "type": "string",
                  "minLength": 1,
                  "description": "The legal form, as the person names it."
                },
                "country": {
                  "type": "string",
                  "minLength": 1,
                  "pattern": "^[A-Z]{2}$",
                  "description": "An ISO 3166-1 alpha-2 code."
                },
                "currency": {
                  "type": "string",
                  "minLength": 1,
                  "pattern": "^[A-Z]{3}$",
                  "description": "An ISO 4217 code."
                },
                "timezone": {
                  "type": "string",
                  "minLength": 1,
                  "description": "A time zone, as the person names it."
                },
                "entityName": {
                  "type": "string",
                  "minLength": 1,
                  "description": "The company's or the person's name.",
                  "x-personal": true
                },
                "phoneNumber": {
                  "type": "string",
                  "minLength": 1,
                  "description": "A phone number.",
                  "x-personal": true
                },
                "taxId": {
                  "type": "string",
                  "minLength": 1,
                  "description": "A tax number.",
                  "x-personal": true
                },
                "address": {
                  "type": "string",
                  "minLength": 1,
                  "description": "A postal address.",
                  "x-personal": true
                }
              },
              "required": ["fiscalYearStart"],
              "additionalProperties": false
            }
            """##,
        "events/CustomerLinked.v1.json": ##"""
            {
              "$schema": "https://json-schema.org/draft/2020-12/schema",
              "$id": "/schemas/events/CustomerLinked.v1.json",
              "title": "CustomerLinked",
              "description": "A provider's customer is this user; its reports come here.",
              "type": "object",
              "properties": {
                "customerId": { "type": "string", "description": "The provider's id of the customer." }
              },
              "required": ["customerId"],
              "additionalProperties": false
            }
            """##,
        "events/EffectAbandoned.v1.json": ##"""
            {
              "$schema": "https://json-schema.org/draft/2020-12/schema",
              "$id": "/schemas/events/EffectAbandoned.v1.json",
              "title": "EffectAbandoned",
              "description": "What an event called for will not be done.",
              "type": "object",
              "properties": {
                "kind": { "type": "string", "minLength": 1, "description": "What is to be done." },
                "cause": {
                  "type": "integer",
                  "minimum": 1,
                  "description": "The position of the event that called for it."
                },
                "attempts": { "type": "integer", "minimum": 0, "description": "How many were made." },
                "reason": { "type": "string", "minLength": 1, "description": "Why the last attempt failed, or why none was due any more." },
                "tenantId": { "type": "string", "description": "The tenant that it is for." }
              },
              "required": ["kind", "cause", "attempts", "reason"],
              "additionalProperties": false
            }
            """##,
        "events/EffectFailed.v1.json": ##"""
            {
              "$schema": "https://json-schema.org/draft/2020-12/schema",
              "$id": "/schemas/events/EffectFailed.v1.json",
              "title": "EffectFailed",
              "description": "An attempt at what an event called for failed; another one follows.",
              "type": "object",
              "properties": {
                "kind": { "type": "string", "minLength": 1, "description": "What is to be done." },
                "cause": {
                  "type": "integer",
                  "minimum": 1,
                  "description": "The position of the event that called for it."
                },
                "attempt": { "type": "integer", "minimum": 1, "description": "Which attempt it was." },
                "reason": { "type": "string", "minLength": 1, "description": "Why, as a stable word." },
                "nextAttemptAt": {
                  "type": "string",
                  "format": "date-time",
                  "description": "When it is tried again."
                },
                "tenantId": { "type": "string", "description": "The tenant that it is for." }
              },
              "required": ["kind", "cause", "attempt", "reason", "nextAttemptAt"],
              "additionalProperties": false
            }
            """##,
        "events/EffectSucceeded.v1.json": ##"""
            {
              "$schema": "https://json-schema.org/draft/2020-12/schema",
              "$id": "/schemas/events/EffectSucceeded.v1.json",
              "title": "EffectSucceeded",
              "description": "What an event called for was done.",
              "type": "object",
              "properties": {
                "kind": { "type": "string", "minLength": 1, "description": "What is to be done." },
                "cause": {
                  "type": "integer",
                  "minimum": 1,
                  "description": "The position of the event that called for it."
                },
                "attempt": { "type": "integer", "minimum": 1, "description": "Which attempt it was." },
                "tenantId": { "type": "string", "description": "The tenant that it is for." }
              },
              "required": ["kind", "cause", "attempt"],
              "additionalProperties": false
            }
            """##,
        "events/EmailVerified.v1.json": ##"""
            {
              "$schema": "https://json-schema.org/draft/2020-12/schema",
              "$id": "/schemas/events/EmailVerified.v1.json",
              "title": "EmailVerified",
              "description": "A token showed that the email is the user's own.",
              "type": "object",
              "properties": {
                "email": { "type": "string", "description": "The verified email.", "x-personal": true }
              },
              "required": [],
              "additionalProperties": false
            }
            """##,
        "events/FiscalYearOpened.v1.json": ##"""
            {
              "$schema": "https://json-schema.org/draft/2020-12/schema",
              "$id": "/schemas/events/FiscalYearOpened.v1.json",
              "title": "FiscalYearOpened",
              "description": "The tenant got a fiscal year with its periods.",
              "type": "object",
              "properties": {
                "startMonth": {
                  "type": "integer",
                  "minimum": 1,
                  "maximum": 12,
                  "description": "The month in which the year begins."
                },
                "periods": {
                  "type": "array",
                  "minItems": 12,
                  "maxItems": 12,
                  "description": "The months of the year, in order.",
                  "items": {
                    "type": "object",
                    "properties": {
                      "number": {
                        "type": "integer",
                        "minimum": 1,
                        "maximum": 12,
                        "description": "The place within the year."
                      },
                      "startsOn": { "type": "string", "format": "date", "description": "The first day." },
                      "endsOn": { "type": "string", "format": "date", "description": "The last day." },
                      "status": {
                        "type": "string",
                        "enum": ["open", "closed"],
                        "description": "Whether entries may be made."
                      }
                    },
                    "required": ["number", "startsOn", "endsOn", "status"],
                    "additionalProperties": false
                  }
                }
              },
              "required": ["startMonth", "periods"],
              "additionalProperties": false
            }
            """##,
        "events/IdentityLinked.v1.json": ##"""
            {
              "$schema": "https://json-schema.org/draft/2020-12/schema",
              "$id": "/schemas/events/IdentityLinked.v1.json",
              "title": "IdentityLinked",
              "description": "Another identity with the same verified email is this user too.",
              "type": "object",
              "properties": {
                "subject": { "type": "string", "description": "The identity's subject, as tokens name it." }
              },
              "required": ["subject"],
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
        "events/IdentitySyncFailed.v1.json": ##"""
            {
              "$schema": "https://json-schema.org/draft/2020-12/schema",
              "$id": "/schemas/events/IdentitySyncFailed.v1.json",
              "title": "IdentitySyncFailed",
              "description": "The identity provider could not be told, and the onboarding is in progress again.",
              "type": "object",
              "properties": {
                "reason": { "type": "string", "description": "What went wrong, without secrets." }
              },
              "required": ["reason"],
              "additionalProperties": false
            }
            """##,
        "events/IdentitySynced.v1.json": ##"""
            {
              "$schema": "https://json-schema.org/draft/2020-12/schema",
              "$id": "/schemas/events/IdentitySynced.v1.json",
              "title": "IdentitySynced",
              "description": "The identity provider knows that the onboarding is complete.",
              "type": "object",
              "properties": {},
              "required": [],
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
        "events/InvoicePaymentFailed.v1.json": ##"""
            {
              "$schema": "https://json-schema.org/draft/2020-12/schema",
              "$id": "/schemas/events/InvoicePaymentFailed.v1.json",
              "title": "InvoicePaymentFailed",
              "description": "The provider could not collect a subscription's invoice.",
              "type": "object",
              "properties": {
                "subscriptionId": { "type": "string", "description": "The provider's id of the subscription." },
                "invoiceId": { "type": "string", "description": "The provider's id of the invoice." },
                "customerId": { "type": "string", "description": "The paying customer." },
                "eventId": { "type": "string", "description": "The provider's id of the delivery." },
                "asOf": {
                  "type": "string",
                  "format": "date-time",
                  "description": "When the provider made the delivery."
                }
              },
              "required": ["invoiceId", "eventId", "asOf"],
              "additionalProperties": false
            }
            """##,
        "events/MeetingBooked.v1.json": ##"""
            {
              "$schema": "https://json-schema.org/draft/2020-12/schema",
              "$id": "/schemas/events/MeetingBooked.v1.json",
              "title": "MeetingBooked",
              "description": "A meeting was booked and is the current one.",
              "type": "object",
              "properties": {
                "meetingId": {
                  "type": "string",
                  "minLength": 1,
                  "description": "The calendar's uid of the meeting."
                }
              },
              "required": ["meetingId"],
              "additionalProperties": false
            }
            """##,
        "events/MeetingCancelled.v1.json": ##"""
            {
              "$schema": "https://json-schema.org/draft/2020-12/schema",
              "$id": "/schemas/events/MeetingCancelled.v1.json",
              "title": "MeetingCancelled",
              "description": "The current meeting was called off.",
              "type": "object",
              "properties": {
                "meetingId": {
                  "type": "string",
                  "minLength": 1,
                  "description": "The calendar's uid of the meeting."
                },
                "trigger": {
                  "type": "string",
                  "enum": ["BOOKING_CREATED", "BOOKING_CANCELLED", "BOOKING_REJECTED", "BOOKING_RESCHEDULED", "MEETING_ENDED"],
                  "description": "What the calendar told."
                }
              },
              "required": ["meetingId", "trigger"],
              "additionalProperties": false
            }
            """##,
        "events/MeetingHeld.v1.json": ##"""
            {
              "$schema": "https://json-schema.org/draft/2020-12/schema",
              "$id": "/schemas/events/MeetingHeld.v1.json",
              "title": "MeetingHeld",
              "description": "The call was held.",
              "type": "object",
              "properties": {
                "meetingId": {
                  "type": "string",
                  "minLength": 1,
                  "description": "The calendar's uid of the meeting."
                }
              },
              "required": ["meetingId"],
              "additionalProperties": false
            }
            """##,
        "events/MeetingNoted.v1.json": ##"""
            {
              "$schema": "https://json-schema.org/draft/2020-12/schema",
              "$id": "/schemas/events/MeetingNoted.v1.json",
              "title": "MeetingNoted",
              "description": "Something about a meeting of the space that changes no status.",
              "type": "object",
              "properties": {
                "meetingId": {
                  "type": "string",
                  "minLength": 1,
                  "description": "The calendar's uid of the meeting."
                },
                "trigger": {
                  "type": "string",
                  "enum": ["BOOKING_CREATED", "BOOKING_CANCELLED", "BOOKING_REJECTED", "BOOKING_RESCHEDULED", "MEETING_ENDED"],
                  "description": "What the calendar told."
                }
              },
              "required": ["meetingId", "trigger"],
              "additionalProperties": false
            }
            """##,
        "events/MeetingReported.v1.json": ##"""
            {
              "$schema": "https://json-schema.org/draft/2020-12/schema",
              "$id": "/schemas/events/MeetingReported.v1.json",
              "title": "MeetingReported",
              "description": "Something was told of a meeting that no space can make use of yet.",
              "type": "object",
              "properties": {
                "trigger": {
                  "type": "string",
                  "enum": ["BOOKING_CREATED", "BOOKING_CANCELLED", "BOOKING_REJECTED", "BOOKING_RESCHEDULED", "MEETING_ENDED"],
                  "description": "What the calendar told."
                },
                "meetingId": {
                  "type": "string",
                  "minLength": 1,
                  "description": "The calendar's uid of the meeting; of a rescheduled one, the new uid."
                },
                "replacedId": {
                  "type": "string",
                  "minLength": 1,
                  "description": "The uid before it was rescheduled."
                }
              },
              "required": ["trigger", "meetingId"],
              "additionalProperties": false
            }
            """##,
        "events/MeetingRescheduled.v1.json": ##"""
            {
              "$schema": "https://json-schema.org/draft/2020-12/schema",
              "$id": "/schemas/events/MeetingRescheduled.v1.json",
              "title": "MeetingRescheduled",
              "description": "The current meeting moved to another time.",
              "type": "object",
              "properties": {
                "meetingId": {
                  "type": "string",
                  "minLength": 1,
                  "description": "The calendar's uid of the meeting now."
                },
                "replacedId": { "type": "string", "minLength": 1, "description": "The uid before." }
              },
              "required": ["meetingId", "replacedId"],
              "additionalProperties": false
            }
            """##,
        "events/MembershipActivated.v1.json": ##"""
            {
              "$schema": "https://json-schema.org/draft/2020-12/schema",
              "$id": "/schemas/events/MembershipActivated.v1.json",
              "title": "MembershipActivated",
              "description": "The payment gate opened.",
              "type": "object",
              "properties": {
                "cause": {
                  "type": "string",
                  "enum": ["payment", "comp", "role"],
                  "description": "What opened it."
                },
                "plan": {
                  "type": "string",
                  "enum": ["none", "individual", "family"],
                  "description": "The plan at that moment."
                },
                "status": {
                  "type": "string",
                  "enum": ["trialing", "active", "canceled", "past_due"],
                  "description": "The subscription's status at that moment, if any."
                }
              },
              "required": ["cause", "plan"],
              "additionalProperties": false
            }
            """##,
        "events/MembershipCheckoutOpened.v1.json": ##"""
            {
              "$schema": "https://json-schema.org/draft/2020-12/schema",
              "$id": "/schemas/events/MembershipCheckoutOpened.v1.json",
              "title": "MembershipCheckoutOpened",
              "description": "The provider opened a checkout for a membership.",
              "type": "object",
              "properties": {
                "checkoutSessionId": { "type": "string", "description": "The provider's id of the checkout." },
                "plan": {
                  "type": "string",
                  "enum": ["none", "individual", "family"],
                  "description": "The plan that is to be paid."
                }
              },
              "required": ["checkoutSessionId", "plan"],
              "additionalProperties": false
            }
            """##,
        "events/MembershipCheckoutReported.v1.json": ##"""
            {
              "$schema": "https://json-schema.org/draft/2020-12/schema",
              "$id": "/schemas/events/MembershipCheckoutReported.v1.json",
              "title": "MembershipCheckoutReported",
              "description": "The provider reported a completed or expired checkout.",
              "type": "object",
              "properties": {
                "checkoutSessionId": { "type": "string", "description": "The provider's id of the checkout." },
                "outcome": {
                  "type": "string",
                  "enum": ["paid", "trial", "unpaid", "expired"],
                  "description": "What came of it; only paid and trial are payments."
                },
                "plan": {
                  "type": "string",
                  "enum": ["none", "individual", "family"],
                  "description": "The plan, if it could be told."
                },
                "subscriptionId": { "type": "string", "description": "The subscription that it began." },
                "customerId": { "type": "string", "description": "The paying customer." },
                "eventId": { "type": "string", "description": "The provider's id of the delivery." },
                "asOf": {
                  "type": "string",
                  "format": "date-time",
                  "description": "When the provider made the delivery."
                }
              },
              "required": ["checkoutSessionId", "outcome", "eventId", "asOf"],
              "additionalProperties": false
            }
            """##,
        "events/MembershipClaimed.v1.json": ##"""
            {
              "$schema": "https://json-schema.org/draft/2020-12/schema",
              "$id": "/schemas/events/MembershipClaimed.v1.json",
              "title": "MembershipClaimed",
              "description": "The payer without an account proved the payment and set a password; once.",
              "type": "object",
              "properties": {
                "checkoutSessionId": { "type": "string", "description": "The checkout that proved it." },
                "email": {
                  "type": "string",
                  "description": "The email that signs in from now on.",
                  "x-personal": true
                }
              },
              "required": ["checkoutSessionId"],
              "additionalProperties": false
            }
            """##,
        "events/MembershipComped.v1.json": ##"""
            {
              "$schema": "https://json-schema.org/draft/2020-12/schema",
              "$id": "/schemas/events/MembershipComped.v1.json",
              "title": "MembershipComped",
              "description": "An admin gave the membership for free, or took that back.",
              "type": "object",
              "properties": {
                "isComped": { "type": "boolean", "description": "True when it is free now." },
                "reason": { "type": "string", "description": "Why." }
              },
              "required": ["isComped", "reason"],
              "additionalProperties": false
            }
            """##,
        "events/MembershipLapsed.v1.json": ##"""
            {
              "$schema": "https://json-schema.org/draft/2020-12/schema",
              "$id": "/schemas/events/MembershipLapsed.v1.json",
              "title": "MembershipLapsed",
              "description": "The payment gate closed.",
              "type": "object",
              "properties": {
                "cause": {
                  "type": "string",
                  "enum": ["payment", "comp", "role"],
                  "description": "What closed it."
                }
              },
              "required": ["cause"],
              "additionalProperties": false
            }
            """##,
        "events/MembershipOnboarded.v1.json": ##"""
            {
              "$schema": "https://json-schema.org/draft/2020-12/schema",
              "$id": "/schemas/events/MembershipOnboarded.v1.json",
              "title": "MembershipOnboarded",
              "description": "The profile is complete.",
              "type": "object",
              "properties": {},
              "required": [],
              "additionalProperties": false
            }
            """##,
        "events/MembershipOnboardingResumed.v1.json": ##"""
            {
              "$schema": "https://json-schema.org/draft/2020-12/schema",
              "$id": "/schemas/events/MembershipOnboardingResumed.v1.json",
              "title": "MembershipOnboardingResumed",
              "description": "A person who paid again goes on with the form begun before.",
              "type": "object",
              "properties": {},
              "required": [],
              "additionalProperties": false
            }
            """##,
        "events/MembershipOnboardingStarted.v1.json": ##"""
            {
              "$schema": "https://json-schema.org/draft/2020-12/schema",
              "$id": "/schemas/events/MembershipOnboardingStarted.v1.json",
              "title": "MembershipOnboardingStarted",
              "description": "The person began to fill in the profile; once.",
              "type": "object",
              "properties": {},
              "required": [],
              "additionalProperties": false
            }
            """##,
        "events/MembershipOpened.v1.json": ##"""
            {
              "$schema": "https://json-schema.org/draft/2020-12/schema",
              "$id": "/schemas/events/MembershipOpened.v1.json",
              "title": "MembershipOpened",
              "description": "The user entered the membership, with the defaults of S1.",
              "type": "object",
              "properties": {},
              "required": [],
              "additionalProperties": false
            }
            """##,
        "events/MembershipRestored.v1.json": ##"""
            {
              "$schema": "https://json-schema.org/draft/2020-12/schema",
              "$id": "/schemas/events/MembershipRestored.v1.json",
              "title": "MembershipRestored",
              "description": "A person who paid again is back in, with the profile as it was.",
              "type": "object",
              "properties": {},
              "required": [],
              "additionalProperties": false
            }
            """##,
        "events/MerchantOnboarded.v1.json": ##"""
            {
              "$schema": "https://json-schema.org/draft/2020-12/schema",
              "$id": "/schemas/events/MerchantOnboarded.v1.json",
              "title": "MerchantOnboarded",
              "description": "The merchant's shop has all that it needs.",
              "type": "object",
              "properties": {
                "tenantId": { "type": "string", "description": "The shop's tenant." }
              },
              "required": ["tenantId"],
              "additionalProperties": false
            }
            """##,
        "events/MerchantOnboardingReopened.v1.json": ##"""
            {
              "$schema": "https://json-schema.org/draft/2020-12/schema",
              "$id": "/schemas/events/MerchantOnboardingReopened.v1.json",
              "title": "MerchantOnboardingReopened",
              "description": "The merchant's shop lacks something again.",
              "type": "object",
              "properties": {
                "tenantId": { "type": "string", "description": "The shop's tenant." }
              },
              "required": ["tenantId"],
              "additionalProperties": false
            }
            """##,
        "events/OnboardingCompleted.v1.json": ##"""
            {
              "$schema": "https://json-schema.org/draft/2020-12/schema",
              "$id": "/schemas/events/OnboardingCompleted.v1.json",
              "title": "OnboardingCompleted",
              "description": "The tenant's onboarding was completed; the identity provider is to be told.",
              "type": "object",
              "properties": {},
              "required": [],
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
        "events/ProfileDeleted.v1.json": ##"""
            {
              "$schema": "https://json-schema.org/draft/2020-12/schema",
              "$id": "/schemas/events/ProfileDeleted.v1.json",
              "title": "ProfileDeleted",
              "description": "The profile was deleted; the next sign-in makes it anew.",
              "type": "object",
              "properties": {
                "reason": { "type": "string", "description": "Why." }
              },
              "required": ["reason"],
              "additionalProperties": false
            }
            """##,
        "events/ProfileEdited.v1.json": ##"""
            {
              "$schema": "https://json-schema.org/draft/2020-12/schema",
              "$id": "/schemas/events/ProfileEdited.v1.json",
              "title": "ProfileEdited",
              "description": "The person changed their profile; an absent field stayed, null cleared.",
              "type": "object",
              "properties": {
                "firstName": {
                  "type": ["string", "null"],
                  "description": "The first name.",
                  "x-personal": true
                },
                "middleName": {
                  "type": ["string", "null"],
                  "description": "The middle name.",
                  "x-personal": true
                },
                "lastName": {
                  "type": ["string", "null"],
                  "description": "The last name.",
                  "x-personal": true
                },
                "preferredName": {
                  "type": ["string", "null"],
                  "description": "What the person wants to be called.",
                  "x-personal": true
                },
                "birthDate": {
                  "type": ["string", "null"],
                  "description": "The birth date, YYYY-MM-DD.",
                  "x-personal": true
                },
                "birthTime": {
                  "type": ["string", "null"],
                  "description": "The birth time, HH:MM.",
                  "x-personal": true
                },
                "birthCity": {
                  "type": ["string", "null"],
                  "description": "The city of birth.",
                  "x-personal": true
                },
                "birthRegion": {
                  "type": ["string", "null"],
                  "description": "The region of birth.",
                  "x-personal": true
                },
                "birthCountry": {
                  "type": ["string", "null"],
                  "description": "The country of birth.",
                  "x-personal": true
                },
                "birthLat": {
                  "type": ["number", "null"],
                  "description": "Degrees north.",
                  "x-personal": true
                },
                "birthLon": {
                  "type": ["number", "null"],
                  "description": "Degrees east.",
                  "x-personal": true
                },
                "timezone": {
                  "type": ["string", "null"],
                  "description": "The time zone of the birthplace.",
                  "x-personal": true
                },
                "zodiacSign": {
                  "type": ["string", "null"],
                  "description": "The sign of the birth date.",
                  "x-personal": true
                }
              },
              "required": [],
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
        "events/RoleChanged.v1.json": ##"""
            {
              "$schema": "https://json-schema.org/draft/2020-12/schema",
              "$id": "/schemas/events/RoleChanged.v1.json",
              "title": "RoleChanged",
              "description": "An admin changed what the user may do.",
              "type": "object",
              "properties": {
                "role": { "type": "string", "description": "The new role." },
                "reason": { "type": "string", "description": "Why." }
              },
              "required": ["role", "reason"],
              "additionalProperties": false
            }
            """##,
        "events/ShopProfileChanged.v1.json": ##"""
            {
              "$schema": "https://json-schema.org/draft/2020-12/schema",
              "$id": "/schemas/events/ShopProfileChanged.v1.json",
              "title": "ShopProfileChanged",
              "description": "The shop was described; an absent field stayed, null cleared.",
              "type": "object",
              "properties": {
                "posProviderPreference": {
                  "type": ["string", "null"],
                  "enum": ["square", "clover", "other", null],
                  "description": "The point of sale that the merchant prefers."
                },
                "businessName": { "type": ["string", "null"], "description": "What the business is called." },
                "country": { "type": ["string", "null"], "description": "ISO 3166-1 alpha-2." },
                "taxId": {
                  "type": ["string", "null"],
                  "description": "The tax number.",
                  "x-personal": true
                },
                "addressLine": {
                  "type": ["string", "null"],
                  "description": "Street and number.",
                  "x-personal": true
                },
                "city": { "type": ["string", "null"], "description": "The city.", "x-personal": true },
                "squareLocationHint": { "type": ["string", "null"], "description": "Which Square location is meant." },
                "cloverMerchantRef": { "type": ["string", "null"], "description": "The merchant id at Clover." },
                "otherPosNotes": { "type": ["string", "null"], "description": "What is used instead." }
              },
              "required": [],
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
        "events/StepSaved.v1.json": ##"""
            {
              "$schema": "https://json-schema.org/draft/2020-12/schema",
              "$id": "/schemas/events/StepSaved.v1.json",
              "title": "StepSaved",
              "description": "The person got on with a step of the wizard, or changed what was filled in.",
              "type": "object",
              "properties": {
                "step": {
                  "type": "integer",
                  "minimum": 0,
                  "maximum": 3,
                  "description": "Account, user, entity or complete, counted from 0."
                },
                "data": {
                  "type": "object",
                  "description": "The fields that changed, with their new values; null for one that was cleared.",
                  "x-personal": true
                }
              },
              "required": ["step"],
              "additionalProperties": false
            }
            """##,
        "events/SubscriptionReported.v1.json": ##"""
            {
              "$schema": "https://json-schema.org/draft/2020-12/schema",
              "$id": "/schemas/events/SubscriptionReported.v1.json",
              "title": "SubscriptionReported",
              "description": "The provider reported a subscription's state.",
              "type": "object",
              "properties": {
                "subscriptionId": { "type": "string", "description": "The provider's id of the subscription." },
                "change": {
                  "type": "string",
                  "enum": ["created", "updated", "deleted"],
                  "description": "What the report says."
                },
                "status": {
                  "type": "string",
                  "enum": ["trialing", "active", "canceled", "past_due"],
                  "description": "The status; absent for the provider's other words."
                },
                "plan": {
                  "type": "string",
                  "enum": ["none", "individual", "family"],
                  "description": "The plan, if it could be told."
                },
                "customerId": { "type": "string", "description": "The paying customer." },
                "startedAt": {
                  "type": "string",
                  "format": "date-time",
                  "description": "When the subscription began."
                },
                "endsAt": {
                  "type": "string",
                  "format": "date-time",
                  "description": "When it ended, or the paid period ends."
                },
                "previousStatus": {
                  "type": "string",
                  "enum": ["trialing", "active", "canceled", "past_due"],
                  "description": "The status before this change, if the provider names it."
                },
                "previousAttributes": {
                  "type": "string",
                  "description": "The provider's previous_attributes, as JSON text, for the audit.",
                  "x-personal": true
                },
                "eventId": { "type": "string", "description": "The provider's id of the delivery." },
                "asOf": {
                  "type": "string",
                  "format": "date-time",
                  "description": "When the provider made the delivery."
                }
              },
              "required": ["subscriptionId", "change", "eventId", "asOf"],
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
        "events/TenantClosed.v1.json": ##"""
            {
              "$schema": "https://json-schema.org/draft/2020-12/schema",
              "$id": "/schemas/events/TenantClosed.v1.json",
              "title": "TenantClosed",
              "description": "The tenant was closed.",
              "type": "object",
              "properties": {
                "reason": { "type": "string", "minLength": 1, "description": "Why it was closed." }
              },
              "required": ["reason"],
              "additionalProperties": false
            }
            """##,
        "events/TenantReopened.v1.json": ##"""
            {
              "$schema": "https://json-schema.org/draft/2020-12/schema",
              "$id": "/schemas/events/TenantReopened.v1.json",
              "title": "TenantReopened",
              "description": "The tenant was opened again by an admin.",
              "type": "object",
              "properties": {
                "reason": { "type": "string", "minLength": 1, "description": "Why it was opened again." }
              },
              "required": [],
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
        "flows/call.json": ##"""
            {
              "flow": "call",
              "stages": [
                {
                  "name": "not_planned",
                  "on": ["CallRequired", "MeetingCancelled"],
                  "optional": false,
                  "route": "/onboarding-session",
                  "paths": ["/onboarding-session"]
                },
                {
                  "name": "planned",
                  "on": ["MeetingBooked", "MeetingRescheduled"],
                  "optional": false,
                  "route": "/assets",
                  "paths": ["/assets", "/onboarding-session"]
                },
                {
                  "name": "completed",
                  "on": ["MeetingHeld"],
                  "optional": false,
                  "route": "/assets",
                  "paths": ["/assets"]
                }
              ],
              "transitions": [
                {"from": "not_planned", "to": "planned", "on": "MeetingBooked"},
                {"from": "not_planned", "to": "planned", "on": "MeetingRescheduled"},
                {"from": "planned", "to": "not_planned", "on": "MeetingCancelled"},
                {"from": "not_planned", "to": "completed", "on": "MeetingHeld"},
                {"from": "planned", "to": "completed", "on": "MeetingHeld"}
              ],
              "exits": [
                {
                  "name": "not_required",
                  "on": ["CallNotRequired"]
                }
              ],
              "expiry": null,
              "attributes": [
                {"name": "inviteType", "field": "inviteType"},
                {"name": "initialSignupType", "field": "initialSignupType"}
              ]
            }
            """##,
        "flows/membership.json": ##"""
            {
              "flow": "membership",
              "stages": [
                {
                  "name": "joined",
                  "on": ["MembershipOpened"],
                  "optional": false,
                  "route": "/join",
                  "paths": ["/join"]
                },
                {
                  "name": "paid",
                  "on": ["MembershipActivated"],
                  "optional": false,
                  "route": "/welcome",
                  "paths": ["/welcome", "/onboarding"]
                },
                {
                  "name": "started",
                  "on": ["MembershipOnboardingStarted", "MembershipOnboardingResumed"],
                  "optional": true,
                  "route": "/onboarding",
                  "paths": ["/onboarding", "/welcome"]
                },
                {
                  "name": "onboarded",
                  "on": ["MembershipOnboarded", "MembershipRestored"],
                  "optional": false,
                  "route": "/sanctuary",
                  "paths": ["/sanctuary", "/welcome"]
                }
              ],
              "transitions": [
                {"from": "joined", "to": "paid", "on": "MembershipActivated"},
                {"from": "paid", "to": "started", "on": "MembershipOnboardingStarted"},
                {"from": "paid", "to": "started", "on": "MembershipOnboardingResumed"},
                {"from": "paid", "to": "onboarded", "on": "MembershipOnboarded"},
                {"from": "paid", "to": "onboarded", "on": "MembershipRestored"},
                {"from": "started", "to": "onboarded", "on": "MembershipOnboarded"},
                {"from": "paid", "to": "lapsed", "on": "MembershipLapsed"},
                {"from": "started", "to": "lapsed", "on": "MembershipLapsed"},
                {"from": "onboarded", "to": "lapsed", "on": "MembershipLapsed"},
                {"from": "joined", "to": "deleted", "on": "ProfileDeleted"},
                {"from": "paid", "to": "deleted", "on": "ProfileDeleted"},
                {"from": "started", "to": "deleted", "on": "ProfileDeleted"},
                {"from": "onboarded", "to": "deleted", "on": "ProfileDeleted"}
              ],
              "exits": [
                {
                  "name": "lapsed",
                  "on": ["MembershipLapsed"]
                },
                {
                  "name": "deleted",
                  "on": ["ProfileDeleted"]
                }
              ],
              "expiry": null,
              "attributes": [
                {"name": "plan", "field": "membership_plan"}
              ]
            }
            """##,
        "flows/merchant.json": ##"""
            {
              "flow": "merchant",
              "stages": [
                {
                  "name": "requested",
                  "on": ["AccessRequested"],
                  "optional": false,
                  "route": "/pending-approval",
                  "paths": ["/pending-approval"]
                },
                {
                  "name": "approved",
                  "on": ["AccessApproved", "MerchantOnboardingReopened"],
                  "optional": false,
                  "route": "/onboarding",
                  "paths": ["/onboarding"]
                },
                {
                  "name": "onboarded",
                  "on": ["MerchantOnboarded"],
                  "optional": false,
                  "route": "/",
                  "paths": ["/", "/onboarding", "/settings/pos"]
                }
              ],
              "transitions": [
                {"from": "requested", "to": "approved", "on": "AccessApproved"},
                {"from": "approved", "to": "onboarded", "on": "MerchantOnboarded"},
                {"from": "onboarded", "to": "approved", "on": "MerchantOnboardingReopened"},
                {"from": "requested", "to": "suspended", "on": "AccessSuspended"},
                {"from": "approved", "to": "suspended", "on": "AccessSuspended"},
                {"from": "onboarded", "to": "suspended", "on": "AccessSuspended"}
              ],
              "exits": [
                {
                  "name": "suspended",
                  "on": ["AccessSuspended"]
                }
              ],
              "expiry": null,
              "attributes": [
                {"name": "requestedRole", "field": "requestedRole"}
              ]
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
        "flows/wizard.json": ##"""
            {
              "flow": "wizard",
              "stages": [
                {
                  "name": "NEW",
                  "on": ["StepSaved"],
                  "optional": false,
                  "route": "/onboarding",
                  "paths": ["/onboarding"]
                },
                {
                  "name": "IN_PROGRESS",
                  "on": ["CompanyInitialized", "IdentitySyncFailed", "TenantReopened"],
                  "optional": false,
                  "route": "/onboarding",
                  "paths": ["/onboarding"]
                },
                {
                  "name": "COMPLETED",
                  "on": ["OnboardingCompleted"],
                  "optional": false,
                  "route": "/dashboard",
                  "paths": ["/dashboard"]
                }
              ],
              "transitions": [
                {"from": "NEW", "to": "IN_PROGRESS", "on": "CompanyInitialized"},
                {"from": "IN_PROGRESS", "to": "COMPLETED", "on": "OnboardingCompleted"},
                {"from": "COMPLETED", "to": "IN_PROGRESS", "on": "IdentitySyncFailed"},
                {"from": "IN_PROGRESS", "to": "CLOSED", "on": "TenantClosed"}
              ],
              "exits": [
                {
                  "name": "CLOSED",
                  "on": ["TenantClosed"]
                }
              ],
              "expiry": null,
              "attributes": []
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
        "sql/ledger.v2.sql": ##"""
            -- Effects that an event called for and that are not over yet. Commands put them here, in the
            -- transaction of the event; folds, imports and rebuilds never do. A row goes with its outcome.
            -- There are few, so that no index is worth its cost to every command that calls for one.
            CREATE TABLE effect (
                cause INTEGER NOT NULL,         -- the event's position
                kind TEXT NOT NULL,
                attempts INTEGER NOT NULL,      -- how many were made so far
                due_at INTEGER NOT NULL,        -- milliseconds since 1970
                PRIMARY KEY (cause, kind)
            ) STRICT, WITHOUT ROWID;
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
