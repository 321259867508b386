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
                "reason": { "type": "string", "x-text": true, "description": "Why." }
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
              "description": "A role that needs no approval was given; or a merchant asked for an admin's in vain, and later did so no more.",
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
                "reason": { "type": "string", "x-text": true, "description": "Why." }
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
                },
                "variant": {
                  "type": "string",
                  "description": "The experiment's variant given to this subject."
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
                "reason": { "type": "string", "x-text": true, "description": "Why." }
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
                  "minimum": 0,
                  "maximum": 360,
                  "description": "The sun's ecliptic longitude in degrees.",
                  "x-personal": true
                },
                "moonLongitude": {
                  "type": "number",
                  "minimum": 0,
                  "maximum": 360,
                  "description": "The moon's ecliptic longitude in degrees.",
                  "x-personal": true
                },
                "ascendantLongitude": {
                  "type": "number",
                  "minimum": 0,
                  "maximum": 360,
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
                "name": { "type": "string", "minLength": 1, "description": "The business's name.", "x-erasable": true },
                "descriptor": {
                  "type": "string",
                  "pattern": "^[a-z0-9-]{3,20}$",
                  "description": "The business's short name, as in addresses.",
                  "x-erasable": true
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
                "name": { "type": "string", "minLength": 1, "description": "The business's name.", "x-erasable": true },
                "descriptor": {
                  "type": "string",
                  "pattern": "^[a-z0-9-]{3,20}$",
                  "description": "The business's short name, as in addresses.",
                  "x-erasable": true
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
                "initialSignupType": { "type": "string", "minLength": 1, "description": "Who signed up." },
                "variant": {
                  "type": "string",
                  "description": "The experiment's variant given to this subject."
                }
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
                "initialSignupType": { "type": "string", "minLength": 1, "description": "Who signed up." },
                "variant": {
                  "type": "string",
                  "description": "The experiment's variant given to this subject."
                }
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
                "checkoutUrl": {
                  "type": "string",
                  "format": "uri",
                  "description": "Where the person pays.",
                  "x-erasable": true
                },
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
        "events/CommandRefused.v2.json": ##"""
            {
              "$schema": "https://json-schema.org/draft/2020-12/schema",
              "$id": "/schemas/events/CommandRefused.v2.json",
              "title": "CommandRefused",
              "description": "A command was refused and changed nothing.",
              "type": "object",
              "properties": {
                "command": { "type": "string", "minLength": 1, "description": "What was tried." },
                "code": { "type": "string", "minLength": 1, "description": "The rejection's stable word." },
                "flow": { "type": "string", "description": "The flow in which it was tried." },
                "step": { "type": "string", "description": "The step or stage at which it was tried." },
                "fields": {
                  "type": "array",
                  "items": { "type": "string" },
                  "description": "JSON Pointers to the fields that were wrong; never what was sent in them."
                }
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
                  "maximum": 9007199254740991,
                  "description": "The position of the event that called for it."
                },
                "attempts": { "type": "integer", "minimum": 0, "maximum": 1000000000, "description": "How many were made." },
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
                  "maximum": 9007199254740991,
                  "description": "The position of the event that called for it."
                },
                "attempt": { "type": "integer", "minimum": 1, "maximum": 1000000000, "description": "Which attempt it was." },
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
                  "maximum": 9007199254740991,
                  "description": "The position of the event that called for it."
                },
                "attempt": { "type": "integer", "minimum": 1, "maximum": 1000000000, "description": "Which attempt it was." },
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
        "events/FlowDeclared.v1.json": ##"""
            {
              "$schema": "https://json-schema.org/draft/2020-12/schema",
              "$id": "/schemas/events/FlowDeclared.v1.json",
              "title": "FlowDeclared",
              "description": "A team declared a flow of its own by its file, or a new form of it.",
              "type": "object",
              "properties": {
                "flow": { "type": "string", "description": "The flow's id, which begins the names of its streams." },
                "stages": {
                  "type": "array",
                  "minItems": 1,
                  "description": "The stations in order, each with its name and the types of event that lead there."
                },
                "exits": { "type": "array", "description": "The ways out before the end, in the same form." },
                "transitions": {
                  "type": "array",
                  "description": "The moves that are legal; without it, those to the next stage and into any exit."
                },
                "attributes": {
                  "type": "array",
                  "items": { "type": "string" },
                  "description": "By what numbers can be broken down."
                },
                "expiry": { "type": "string", "description": "How long a subject may take, as an ISO 8601 duration." },
                "steps": {
                  "type": "array",
                  "description": "What people fill in, each step with the JSON Schemas of its fields."
                },
                "variants": {
                  "type": "object",
                  "description": "The variants of an experiment that the flow gives out, each with its share."
                }
              },
              "required": ["flow", "stages"],
              "additionalProperties": false
            }
            """##,
        "events/FlowExpired.v1.json": ##"""
            {
              "$schema": "https://json-schema.org/draft/2020-12/schema",
              "$id": "/schemas/events/FlowExpired.v1.json",
              "title": "FlowExpired",
              "description": "The time of a team's own flow ran out before the subject was through.",
              "type": "object",
              "properties": {},
              "required": [],
              "additionalProperties": false
            }
            """##,
        "events/FlowStepSaved.v1.json": ##"""
            {
              "$schema": "https://json-schema.org/draft/2020-12/schema",
              "$id": "/schemas/events/FlowStepSaved.v1.json",
              "title": "FlowStepSaved",
              "description": "The person got on with a step of a team's own flow, or changed what was filled in.",
              "type": "object",
              "properties": {
                "step": { "type": "integer", "minimum": 0, "maximum": 1000000000, "description": "The step's number, counted from 0." },
                "name": { "type": "string", "minLength": 1, "description": "The step's name." },
                "fields": {
                  "type": "object",
                  "x-text": true,
                  "description": "The fields that changed, with their new values; null for one that was cleared."
                },
                "attributes": {
                  "type": "object",
                  "description": "Facts by which numbers are broken down, such as the variant that the flow gave."
                },
                "personalFields": {
                  "type": "object",
                  "description": "The same for the fields that the flow's file marks as personal.",
                  "x-personal": true
                }
              },
              "required": ["step", "name"],
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
                "reason": { "type": "string", "x-text": true, "description": "Why." }
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
              "properties": {
                "variant": {
                  "type": "string",
                  "description": "The experiment's variant given to this subject."
                }
              },
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
        "events/PaymentHandedOver.v1.json": ##"""
            {
              "$schema": "https://json-schema.org/draft/2020-12/schema",
              "$id": "/schemas/events/PaymentHandedOver.v1.json",
              "title": "PaymentHandedOver",
              "description": "Another session of the same email took the kept payment up.",
              "type": "object",
              "properties": {
                "sessionId": {
                  "type": "string",
                  "minLength": 1,
                  "description": "The session that is paid for now."
                }
              },
              "required": ["sessionId"],
              "additionalProperties": false
            }
            """##,
        "events/PaymentKept.v1.json": ##"""
            {
              "$schema": "https://json-schema.org/draft/2020-12/schema",
              "$id": "/schemas/events/PaymentKept.v1.json",
              "title": "PaymentKept",
              "description": "The session ran out of time, or was given up, with a payment: the same email's next session takes it up.",
              "type": "object",
              "properties": {
                "checkoutSessionId": {
                  "type": "string",
                  "minLength": 1,
                  "description": "The provider's id of the checkout."
                },
                "planId": {
                  "type": "string",
                  "minLength": 1,
                  "description": "The plan that is paid for."
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
        "events/PaymentSetAside.v1.json": ##"""
            {
              "$schema": "https://json-schema.org/draft/2020-12/schema",
              "$id": "/schemas/events/PaymentSetAside.v1.json",
              "title": "PaymentSetAside",
              "description": "A payment for a plan that the session had before: it counts when the person comes back to that plan.",
              "type": "object",
              "properties": {
                "checkoutSessionId": {
                  "type": "string",
                  "minLength": 1,
                  "description": "The provider's id of the checkout."
                },
                "planId": {
                  "type": "string",
                  "minLength": 1,
                  "description": "The plan that is paid for."
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
                }
              },
              "required": ["checkoutSessionId", "planId"],
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
        "events/PersonErased.v1.json": ##"""
            {
              "$schema": "https://json-schema.org/draft/2020-12/schema",
              "$id": "/schemas/events/PersonErased.v1.json",
              "title": "PersonErased",
              "description": "A person's personal data was taken out of the log; itself without any of it.",
              "type": "object",
              "properties": {
                "subject": {
                  "type": "string",
                  "enum": ["email", "user", "stream"],
                  "description": "By what the person was named."
                },
                "reason": { "type": "string", "minLength": 1, "description": "Why." },
                "streams": {
                  "type": "array",
                  "items": { "type": "string", "minLength": 3 },
                  "description": "The streams that lost something."
                },
                "events": {
                  "type": "integer",
                  "minimum": 0,
                  "maximum": 1000000000,
                  "description": "How many events lost something."
                },
                "positions": {
                  "type": "array",
                  "items": {
                    "type": "array",
                    "items": { "type": "integer", "minimum": 1, "maximum": 9007199254740991 },
                    "minItems": 2,
                    "maxItems": 2
                  },
                  "description": "The events that lost something: first and last position of each run."
                },
                "remains": {
                  "type": "array",
                  "items": {
                    "type": "object",
                    "properties": {
                      "position": { "type": "integer", "minimum": 1, "maximum": 9007199254740991, "description": "The event." },
                      "digest": {
                        "type": "string",
                        "pattern": "^[0-9a-f]{64}$",
                        "description": "The digest of what is left of it."
                      }
                    },
                    "required": ["position", "digest"],
                    "additionalProperties": false
                  },
                  "description": "Events that kept a part which their hash alone no longer covers."
                },
                "secrets": {
                  "type": "integer",
                  "minimum": 0,
                  "maximum": 1000000000,
                  "description": "How many password hashes, tokens and kept answers went with it."
                }
              },
              "required": ["subject", "reason", "streams", "events", "positions", "remains", "secrets"],
              "additionalProperties": false
            }
            """##,
        "events/PersonErased.v2.json": ##"""
            {
              "$schema": "https://json-schema.org/draft/2020-12/schema",
              "$id": "/schemas/events/PersonErased.v2.json",
              "title": "PersonErased",
              "description": "A person's personal data was taken out of the log; itself without any of it.",
              "type": "object",
              "properties": {
                "subject": {
                  "type": "string",
                  "enum": ["email", "user", "stream"],
                  "description": "By what the person was named."
                },
                "reason": { "type": "string", "minLength": 1, "description": "Why." },
                "streams": {
                  "type": "array",
                  "items": { "type": "string", "minLength": 3 },
                  "description": "The streams that lost something."
                },
                "events": {
                  "type": "integer",
                  "minimum": 0,
                  "maximum": 1000000000,
                  "description": "How many events lost something."
                },
                "positions": {
                  "type": "array",
                  "items": {
                    "type": "array",
                    "items": { "type": "integer", "minimum": 1, "maximum": 9007199254740991 },
                    "minItems": 2,
                    "maxItems": 2
                  },
                  "description": "The events that lost something: first and last position of each run."
                },
                "remains": {
                  "type": "array",
                  "items": {
                    "type": "object",
                    "properties": {
                      "position": { "type": "integer", "minimum": 1, "maximum": 9007199254740991, "description": "The event." },
                      "digest": {
                        "type": "string",
                        "pattern": "^[0-9a-f]{64}$",
                        "description": "The digest of what is left of it."
                      }
                    },
                    "required": ["position", "digest"],
                    "additionalProperties": false
                  },
                  "description": "Events that kept a part which their hash alone no longer covers."
                },
                "secrets": {
                  "type": "integer",
                  "minimum": 0,
                  "maximum": 1000000000,
                  "description": "How many password hashes, tokens and kept answers went with it."
                },
                "mentionedIn": {
                  "type": "array",
                  "items": { "type": "string", "minLength": 3 },
                  "description": "Streams of others in which an email of the person stood, and what else they hold stays; absent in what was recorded before they were told."
                }
              },
              "required": ["subject", "reason", "streams", "events", "positions", "remains", "secrets"],
              "additionalProperties": false
            }
            """##,
        "events/PersonalDataErased.v1.json": ##"""
            {
              "$schema": "https://json-schema.org/draft/2020-12/schema",
              "$id": "/schemas/events/PersonalDataErased.v1.json",
              "title": "PersonalDataErased",
              "description": "Earlier events of this stream lost their personal data.",
              "type": "object",
              "properties": {
                "erasureId": {
                  "type": "string",
                  "minLength": 1,
                  "description": "The erasure: its stream is erasure-<id>."
                },
                "reason": { "type": "string", "minLength": 1, "description": "Why." },
                "extent": {
                  "type": "string",
                  "enum": ["all", "part"],
                  "description": "Everything personal, or only what was about somebody else."
                }
              },
              "required": ["erasureId", "reason", "extent"],
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
                "reason": { "type": "string", "x-text": true, "description": "Why." }
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
                "count": { "type": "integer", "minimum": 1, "maximum": 1000000000, "description": "How many were left out." }
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
                "reason": { "type": "string", "x-text": true, "description": "Why." }
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
                "businessName": { "type": ["string", "null"], "description": "What the business is called.", "x-erasable": true },
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
                "squareLocationHint": { "type": ["string", "null"], "description": "Which Square location is meant.", "x-erasable": true },
                "cloverMerchantRef": { "type": ["string", "null"], "description": "The merchant id at Clover.", "x-erasable": true },
                "otherPosNotes": { "type": ["string", "null"], "description": "What is used instead.", "x-erasable": true }
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
                },
                "variant": {
                  "type": "string",
                  "description": "The experiment's variant given to this subject."
                }
              },
              "required": ["step"],
              "additionalProperties": false
            }
            """##,
        "events/SubscriptionChanged.v1.json": ##"""
            {
              "$schema": "https://json-schema.org/draft/2020-12/schema",
              "$id": "/schemas/events/SubscriptionChanged.v1.json",
              "title": "SubscriptionChanged",
              "description": "The provider reported another status of the tenant's own subscription.",
              "type": "object",
              "properties": {
                "subscriptionId": {
                  "type": "string",
                  "minLength": 1,
                  "description": "The provider's id of the subscription."
                },
                "status": {
                  "type": "string",
                  "enum": ["trialing", "active", "past_due", "canceled"],
                  "description": "Left out for the provider's other words, which do not count as paid."
                }
              },
              "required": ["subscriptionId"],
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
                "reason": { "type": "string", "x-text": true, "minLength": 1, "description": "Why it was opened again." }
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
                "issue": { "type": "integer", "minimum": 1, "maximum": 1000000000, "description": "The code that was asked for." },
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
                  "maximum": 1000000000,
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
                "name": { "type": "string", "description": "The tenant's name.", "x-erasable": true },
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
                  "paths": ["/onboarding-session"],
                  "required": [
                    {"action": "book_call", "why": "Choose a time for the onboarding call."}
                  ]
                },
                {
                  "name": "planned",
                  "on": ["MeetingBooked", "MeetingRescheduled"],
                  "optional": false,
                  "route": "/assets",
                  "paths": ["/assets", "/onboarding-session"],
                  "required": [
                    {"action": "attend_call", "why": "The call is booked and was not held yet."}
                  ]
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
                {"from": "planned", "to": "planned", "on": "MeetingRescheduled"},
                {"from": "planned", "to": "planned", "on": "MeetingBooked"},
                {"from": "planned", "to": "not_planned", "on": "MeetingCancelled"},
                {"from": "not_planned", "to": "completed", "on": "MeetingHeld"},
                {"from": "planned", "to": "completed", "on": "MeetingHeld"},
                {"from": "completed", "to": "planned", "on": "MeetingRescheduled"},
                {"from": "completed", "to": "planned", "on": "MeetingBooked"},
                {"from": "completed", "to": "not_planned", "on": "MeetingCancelled"}
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
                {"name": "initialSignupType", "field": "initialSignupType"},
                {"name": "variant", "field": "variant"}
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
                  "paths": ["/join"],
                  "required": [
                    {"action": "pay", "why": "Choose a plan and pay for it."}
                  ]
                },
                {
                  "name": "paid",
                  "on": ["MembershipActivated"],
                  "optional": false,
                  "route": "/welcome",
                  "paths": ["/welcome", "/onboarding"],
                  "required": [
                    {"field": "first_name", "why": "Your name is needed to let you in."},
                    {"field": "last_name", "why": "Your name is needed to let you in."},
                    {"action": "complete", "why": "Finish the profile, to be let in."}
                  ]
                },
                {
                  "name": "started",
                  "on": ["MembershipOnboardingStarted", "MembershipOnboardingResumed"],
                  "optional": true,
                  "route": "/onboarding",
                  "paths": ["/onboarding", "/welcome"],
                  "required": [
                    {"field": "first_name", "why": "Your name is needed to let you in."},
                    {"field": "last_name", "why": "Your name is needed to let you in."},
                    {"action": "complete", "why": "Finish the profile, to be let in."}
                  ]
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
                {"from": "lapsed", "to": "paid", "on": "MembershipActivated"},
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
                {"name": "plan", "field": "membership_plan"},
                {"name": "variant", "field": "membership_variant"}
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
                  "paths": ["/pending-approval"],
                  "required": [
                    {"action": "approval", "why": "An admin looks at every new merchant."}
                  ]
                },
                {
                  "name": "approved",
                  "on": ["AccessApproved", "MerchantOnboardingReopened"],
                  "optional": false,
                  "route": "/onboarding",
                  "paths": ["/onboarding"],
                  "required": [
                    {
                      "field": "posProviderPreference",
                      "why": "Say through whose point of sale you sell."
                    }
                  ]
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
                {"from": "onboarded", "to": "suspended", "on": "AccessSuspended"},
                {"from": "suspended", "to": "requested", "on": "AccessReinstated"},
                {"from": "suspended", "to": "approved", "on": "AccessReinstated"},
                {"from": "suspended", "to": "onboarded", "on": "AccessReinstated"},
                {"from": "requested", "to": "deleted", "on": "ProfileDeleted"},
                {"from": "approved", "to": "deleted", "on": "ProfileDeleted"},
                {"from": "onboarded", "to": "deleted", "on": "ProfileDeleted"}
              ],
              "exits": [
                {
                  "name": "suspended",
                  "on": ["AccessSuspended"]
                },
                {
                  "name": "deleted",
                  "on": ["ProfileDeleted"]
                }
              ],
              "expiry": null,
              "attributes": [
                {"name": "requestedRole", "field": "requestedRole"},
                {"name": "variant", "field": "merchantVariant"}
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
                  ],
                  "required": [
                    {
                      "action": "verify_email",
                      "why": "Prove the email with a code, or sign in with Google."
                    }
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
                  ],
                  "required": [
                    {"action": "verify_email", "why": "A code was sent to the email: enter it."}
                  ]
                },
                {
                  "name": "identity_verified",
                  "on": ["IdentityVerified"],
                  "optional": false,
                  "route": "/onboarding/business",
                  "paths": ["/onboarding/business", "/onboarding/plan", "/onboarding/oauth-callback"],
                  "required": [
                    {"field": "name", "why": "The business needs a name."},
                    {"field": "descriptor", "why": "The business needs a short name of its own."},
                    {"field": "country", "why": "Say where the business is."},
                    {"field": "currency", "why": "Say in which currency the business reckons."}
                  ]
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
                  "paths": ["/onboarding/payment", "/onboarding/oauth-callback"],
                  "required": [
                    {"action": "pay", "why": "The plan that was chosen is paid for in advance."}
                  ]
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
                  "paths": ["/onboarding/complete", "/onboarding/oauth-callback"],
                  "required": [
                    {"action": "complete", "why": "Finish, to get the account and its workspace."}
                  ]
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
                  "paths": ["/onboarding"],
                  "required": [
                    {"field": "accountType", "why": "Say what kind of account it is."},
                    {"field": "entityName", "why": "The company needs a name."},
                    {"field": "country", "why": "Say where the company is."},
                    {"field": "currency", "why": "Say in which currency the books are kept."},
                    {"action": "initialize", "why": "Set up the company with what was filled in."}
                  ]
                },
                {
                  "name": "IN_PROGRESS",
                  "on": ["CompanyInitialized", "IdentitySyncFailed", "TenantReopened"],
                  "optional": false,
                  "route": "/onboarding",
                  "paths": ["/onboarding"],
                  "required": [
                    {"action": "complete", "why": "Complete the onboarding, to open the books."}
                  ]
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
                {"from": "IN_PROGRESS", "to": "CLOSED", "on": "TenantClosed"},
                {"from": "CLOSED", "to": "IN_PROGRESS", "on": "TenantReopened"}
              ],
              "exits": [
                {
                  "name": "CLOSED",
                  "on": ["TenantClosed"]
                }
              ],
              "expiry": "P7D",
              "attributes": [
                {"name": "variant", "field": "variant"},
                {"name": "accountType", "field": "accountType"},
                {"name": "entityType", "field": "entityType"},
                {"name": "country", "field": "country"},
                {"name": "currency", "field": "currency"}
              ]
            }
            """##,
        "openapi/accounts.json": ##"""
            {
              "tag": { "name": "Accounts", "description": "Signing in by email and password, and keeping signed in." },
              "operations": {
                "POST /v1/auth/login": {
                  "id": "signIn",
                  "description": "Signs in by email and password. A wrong email and a wrong password take the same time and answer. 5 tries per email and 20 per address in 15 minutes.",
                  "takes": ["idempotencyKey"],
                  "request": "SignIn",
                  "answers": { "200": { "description": "The user, signed in.", "schema": "SignedIn" } },
                  "problems": { "401": ["auth.wrong_credentials"], "429": ["auth.rate_limited"] }
                },
                "POST /v1/auth/refresh": {
                  "id": "refreshTokens",
                  "description": "Trades a refresh token for a new pair. Each is good once; one that is used again ends the whole family.",
                  "takes": ["idempotencyKey"],
                  "request": "RefreshTokens",
                  "answers": { "200": { "description": "The new pair.", "schema": "TokenPair" } },
                  "problems": { "401": ["auth.invalid_refresh_token"] }
                }
              },
              "schemas": {
                "SignIn": {
                  "type": "object",
                  "properties": {
                    "email": { "type": "string", "minLength": 1, "maxLength": 320 },
                    "password": { "type": "string", "minLength": 1 }
                  },
                  "required": ["email", "password"],
                  "examples": [{ "email": "ada@example.com", "password": "correct horse battery" }]
                },
                "SignedIn": {
                  "type": "object",
                  "properties": {
                    "user": { "$ref": "#/components/schemas/User" },
                    "token": { "type": "string", "description": "The access token: a JWT for an hour." },
                    "refreshToken": { "type": "string" }
                  },
                  "required": ["user", "token", "refreshToken"],
                  "additionalProperties": false,
                  "examples": [
                    {
                      "user": {
                        "id": "01a4d8f0-9a00-7c4e-8d2f-3b6a5c4d3e2f", "email": "ada@example.com", "firstName": "Ada",
                        "lastName": "Lovelace", "isEmailVerified": true, "tenantId": "01a4d8f0-9a01-7c4e-8d2f-3b6a5c4d3e2f"
                      },
                      "token": "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.…", "refreshToken": "AZpY…"
                    }
                  ]
                },
                "User": {
                  "type": "object",
                  "properties": {
                    "id": { "type": "string" },
                    "email": { "type": "string" },
                    "firstName": { "type": "string" },
                    "lastName": { "type": "string" },
                    "isEmailVerified": { "type": "boolean" },
                    "tenantId": { "type": ["string", "null"] }
                  },
                  "required": ["id", "email", "firstName", "lastName", "isEmailVerified", "tenantId"],
                  "additionalProperties": false
                },
                "RefreshTokens": {
                  "type": "object",
                  "properties": { "refreshToken": { "type": "string", "minLength": 1 } },
                  "required": ["refreshToken"],
                  "examples": [{ "refreshToken": "AZpY…" }]
                },
                "TokenPair": {
                  "type": "object",
                  "properties": { "token": { "type": "string" }, "refreshToken": { "type": "string" } },
                  "required": ["token", "refreshToken"],
                  "additionalProperties": false,
                  "examples": [{ "token": "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.…", "refreshToken": "AZpZ…" }]
                }
              }
            }
            """##,
        "openapi/analytics.json": ##"""
            {
              "tag": { "name": "Analytics", "description": "Drop-off in numbers." },
              "operations": {
                "GET /v1/analytics/funnel": {
                  "id": "readFunnel",
                  "description": "How many subjects got how far, where they were lost, and how long it took. In a flow without optional stages, for each stage: subjects = the next stage's + open + lost. In any flow the first stage's subjects are the last stage's + all open + all lost, for who is open or lost counts at the furthest stage reached.",
                  "query": {
                    "flow": { "description": "The flow's id.", "required": true, "schema": { "type": "string" } },
                    "since": { "description": "Journeys that begin at or after this time or day.", "schema": { "type": "string" } },
                    "until": { "description": "Journeys that begin before this time or day.", "schema": { "type": "string" } },
                    "window": { "description": "How long after entering the first stage the others count, inclusive: an ISO 8601 duration.", "schema": { "type": "string" } },
                    "asOf": { "description": "What is taken as the present: `now`, a time, or a position of the log, whose funnel then is as it stood there; without it the head's time.", "schema": { "type": "string" } },
                    "by": { "description": "One or two attributes to group by, with a comma between; `amount:5000` groups numbers into bands so wide.", "schema": { "type": "string" } },
                    "key": { "description": "Only this group: its `key`. Who has no value, or an empty text, is in `(none)`. Beyond fifty groups the smaller ones are counted together as `other`; each can still be asked for, one that is itself called so by `where`.", "schema": { "type": "string" } },
                    "order": { "description": "How stages must follow each other; `strict`: nothing between, `any`: in any order after the first.", "schema": { "type": "string", "enum": ["ordered", "strict", "any"] } },
                    "cohort": { "description": "Groups by the day, week (from Monday) or month of the start.", "schema": { "type": "string", "enum": ["day", "week", "month"] } },
                    "tz": { "description": "The cohorts' time zone by its tzdata name; UTC without it.", "schema": { "type": "string" } },
                    "where": { "description": "`attribute=value`; may be repeated. Of several values of one attribute any may hold; an empty one stands for none.", "schema": { "type": "array", "items": { "type": "string" } } },
                    "format": { "description": "The answer's form; `Accept: text/csv` asks for a table as well.", "schema": { "type": "string", "enum": ["json", "csv"] } }
                  },
                  "answers": { "200": { "description": "The funnel.", "schema": "Funnel", "also": { "text/csv": "CSVTable" } } },
                  "problems": { "400": ["analytics.unknown_flow", "analytics.unknown_attribute", "analytics.reversed_range"] }
                },
                "GET /v1/analytics/experiments": {
                  "id": "readExperiment",
                  "description": "How the values of an attribute convert, of which the variant is fixed at a subject's first event and others count as they are now, so that they may move with the outcome: Wilson's intervals at 95 %, a two-sided test on two proportions (of more values, Pearson's test and each against the first, corrected by Holm), and whether the split itself is sound. Where the flow or the settings declare a split, its variants alone are compared.",
                  "query": {
                    "attribute": { "description": "The attribute; `variant` without it.", "schema": { "type": "string" } },
                    "flow": { "description": "The flow's id.", "required": true, "schema": { "type": "string" } },
                    "since": { "description": "Journeys that begin at or after this time or day.", "schema": { "type": "string" } },
                    "until": { "description": "Journeys that begin before this time or day.", "schema": { "type": "string" } },
                    "window": { "description": "How long after entering the first stage the others count, inclusive: an ISO 8601 duration.", "schema": { "type": "string" } },
                    "asOf": { "description": "What is taken as the present: `now`, a time, or a position of the log, whose funnel then is as it stood there; without it the head's time.", "schema": { "type": "string" } },
                    "order": { "description": "How stages must follow each other; `strict`: nothing between, `any`: in any order after the first.", "schema": { "type": "string", "enum": ["ordered", "strict", "any"] } },
                    "where": { "description": "`attribute=value`; may be repeated. Of several values of one attribute any may hold; an empty one stands for none.", "schema": { "type": "array", "items": { "type": "string" } } },
                    "format": { "description": "The answer's form; `Accept: text/csv` asks for a table as well.", "schema": { "type": "string", "enum": ["json", "csv"] } }
                  },
                  "answers": { "200": { "description": "The verdict.", "schema": "Experiment", "also": { "text/csv": "CSVTable" } } },
                  "problems": { "400": ["analytics.unknown_flow", "analytics.unknown_attribute", "analytics.reversed_range"] }
                },
                "GET /v1/analytics/paths": {
                  "id": "readPaths",
                  "description": "The ten most common ways from a stage to completion and to loss, and the same as nodes and links for a Sankey drawing.",
                  "query": {
                    "from": { "description": "Where the ways begin; the first stage without it.", "schema": { "type": "string" } },
                    "flow": { "description": "The flow's id.", "required": true, "schema": { "type": "string" } },
                    "since": { "description": "Journeys that begin at or after this time or day.", "schema": { "type": "string" } },
                    "until": { "description": "Journeys that begin before this time or day.", "schema": { "type": "string" } },
                    "window": { "description": "How long after entering the first stage the others count, inclusive: an ISO 8601 duration.", "schema": { "type": "string" } },
                    "asOf": { "description": "What is taken as the present: `now`, a time, or a position of the log, whose funnel then is as it stood there; without it the head's time.", "schema": { "type": "string" } },
                    "order": { "description": "How stages must follow each other; `strict`: nothing between, `any`: in any order after the first.", "schema": { "type": "string", "enum": ["ordered", "strict", "any"] } },
                    "where": { "description": "`attribute=value`; may be repeated. Of several values of one attribute any may hold; an empty one stands for none.", "schema": { "type": "array", "items": { "type": "string" } } },
                    "format": { "description": "The answer's form; `Accept: text/csv` asks for a table as well.", "schema": { "type": "string", "enum": ["json", "csv"] } }
                  },
                  "answers": { "200": { "description": "The ways.", "schema": "Paths", "also": { "text/csv": "CSVTable" } } },
                  "problems": { "400": ["analytics.unknown_flow", "analytics.unknown_stage", "analytics.unknown_attribute", "analytics.reversed_range"] }
                },
                "GET /v1/analytics/dropoff": {
                  "id": "listDropoff",
                  "description": "Who stopped, newest first: the subjects behind a funnel's `open` and `lost`, with the same numbers. Where each went instead: an exit, a new start, or another flow.",
                  "query": {
                    "stage": { "description": "Who stopped at this stage; all stages without it.", "schema": { "type": "string" } },
                    "state": { "description": "Only who may still go on, or who will not.", "schema": { "type": "string", "enum": ["open", "lost"] } },
                    "idle": { "description": "Only who did nothing for at least as long: an ISO 8601 duration.", "schema": { "type": "string" } },
                    "after": { "description": "`next` of the page before.", "schema": { "type": "string" } },
                    "limit": { "description": "How many at most; 50 without it, and all in a table.", "schema": { "type": "integer", "minimum": 1, "maximum": 1000 } },
                    "emails": { "description": "With the email by which each can be written to, as it is known now; takes the scope `audit:read`, too.", "schema": { "type": "boolean" } },
                    "flow": { "description": "The flow's id.", "required": true, "schema": { "type": "string" } },
                    "since": { "description": "Journeys that begin at or after this time or day.", "schema": { "type": "string" } },
                    "until": { "description": "Journeys that begin before this time or day.", "schema": { "type": "string" } },
                    "window": { "description": "How long after entering the first stage the others count, inclusive: an ISO 8601 duration.", "schema": { "type": "string" } },
                    "asOf": { "description": "What is taken as the present: `now`, a time, or a position of the log, whose funnel then is as it stood there; without it the head's time.", "schema": { "type": "string" } },
                    "by": { "description": "One or two attributes to group by, with a comma between; `amount:5000` groups numbers into bands so wide.", "schema": { "type": "string" } },
                    "key": { "description": "Only this group: its `key`. Who has no value, or an empty text, is in `(none)`. Beyond fifty groups the smaller ones are counted together as `other`; each can still be asked for, one that is itself called so by `where`.", "schema": { "type": "string" } },
                    "order": { "description": "How stages must follow each other; `strict`: nothing between, `any`: in any order after the first.", "schema": { "type": "string", "enum": ["ordered", "strict", "any"] } },
                    "cohort": { "description": "Groups by the day, week (from Monday) or month of the start.", "schema": { "type": "string", "enum": ["day", "week", "month"] } },
                    "tz": { "description": "The cohorts' time zone by its tzdata name; UTC without it.", "schema": { "type": "string" } },
                    "where": { "description": "`attribute=value`; may be repeated. Of several values of one attribute any may hold; an empty one stands for none.", "schema": { "type": "array", "items": { "type": "string" } } },
                    "format": { "description": "The answer's form; `Accept: text/csv` asks for a table as well.", "schema": { "type": "string", "enum": ["json", "csv"] } }
                  },
                  "answers": { "200": { "description": "A page of the list.", "schema": "Dropoff", "also": { "text/csv": "CSVTable" } } },
                  "problems": { "400": ["analytics.unknown_flow", "analytics.unknown_stage", "analytics.unknown_attribute", "analytics.reversed_range"] }
                },
                "GET /v1/analytics/friction": {
                  "id": "readFriction",
                  "description": "How hard each step was: what people saved, how long they took, what they were refused and how often they tried again. Steps are the flow's stages, or the numbered steps that save-step takes. Refusals beyond twenty per subject and hour are only in `omitted`, which does not tell the flows of one stream apart.",
                  "query": {
                    "flow": { "description": "The flow's id.", "required": true, "schema": { "type": "string" } },
                    "since": { "description": "Subjects that began at or after this time or day.", "schema": { "type": "string" } },
                    "until": { "description": "Subjects that began before this time or day.", "schema": { "type": "string" } },
                    "by": { "description": "The attribute to group by.", "schema": { "type": "string" } },
                    "where": { "description": "`attribute=value`; may be repeated. Of several values of one attribute any may hold; an empty one stands for none.", "schema": { "type": "array", "items": { "type": "string" } } },
                    "format": { "description": "The answer's form; without it what `Accept` asks for.", "schema": { "type": "string", "enum": ["json", "csv"] } }
                  },
                  "answers": { "200": { "description": "The friction at each step.", "schema": "Friction", "also": { "text/csv": "CSVTable" } } },
                  "problems": { "400": ["analytics.unknown_flow", "analytics.unknown_attribute", "analytics.reversed_range"] }
                }
              },
              "schemas": {
                "Experiment": {
                  "type": "object",
                  "properties": {
                    "flow": { "type": "string" },
                    "attribute": { "type": "string" },
                    "asOf": { "type": "string", "format": "date-time" },
                    "head": { "type": "integer", "minimum": 0 },
                    "variants": {
                      "type": "array",
                      "items": {
                        "type": "object",
                        "properties": {
                          "variant": { "type": "string" },
                          "subjects": { "type": "integer", "minimum": 0 },
                          "converted": { "type": "integer", "minimum": 0 },
                          "rate": { "type": ["number", "null"], "minimum": 0, "maximum": 1 },
                          "low": { "type": ["number", "null"], "minimum": 0, "maximum": 1 },
                          "high": { "type": ["number", "null"], "minimum": 0, "maximum": 1 },
                          "declared": { "type": "boolean", "description": "False, and only of a variant that the split does not name: it is listed and not compared." }
                        },
                        "required": ["variant", "subjects", "converted", "rate", "low", "high"]
                      }
                    },
                    "test": {
                      "type": "object",
                      "properties": {
                        "z": { "type": ["number", "null"], "description": "How far the second of two lies above the first, in standard errors." },
                        "chiSquare": { "type": "number", "minimum": 0, "description": "Pearson's statistic of more than two." },
                        "pValue": { "type": ["number", "null"], "minimum": 0, "maximum": 1 },
                        "significant": { "type": "boolean", "description": "True below 0.05." }
                      },
                      "required": ["z", "pValue", "significant"]
                    },
                    "comparisons": {
                      "type": "array",
                      "description": "Of more than two: each against the first.",
                      "items": {
                        "type": "object",
                        "properties": {
                          "variant": { "type": "string" },
                          "against": { "type": "string" },
                          "z": { "type": ["number", "null"] },
                          "pValue": { "type": ["number", "null"], "minimum": 0, "maximum": 1 },
                          "significant": { "type": "boolean" }
                        },
                        "required": ["variant", "against", "z", "pValue", "significant"]
                      }
                    },
                    "sampleRatio": {
                      "type": "object",
                      "properties": {
                        "pValue": { "type": ["number", "null"], "minimum": 0, "maximum": 1 },
                        "ok": { "type": ["boolean", "null"], "description": "False below 0.001: the split is broken." }
                      },
                      "description": "How likely such a split is by the weights that were declared or configured, by equal shares where none were. Null for less than two variants, and for an attribute that nobody gives out.",
                      "required": ["pValue", "ok"]
                    }
                  },
                  "required": ["flow", "attribute", "asOf", "head", "variants", "test", "sampleRatio"],
                  "examples": [
                    {
                      "flow": "signup", "attribute": "variant", "asOf": "2026-11-26T02:46:00.000Z", "head": 12,
                      "variants": [
                        { "variant": "a", "subjects": 605, "converted": 351, "rate": 0.58, "low": 0.54, "high": 0.62 },
                        { "variant": "b", "subjects": 595, "converted": 341, "rate": 0.57, "low": 0.53, "high": 0.61 }
                      ],
                      "test": { "z": -0.25, "pValue": 0.8, "significant": false },
                      "sampleRatio": { "pValue": 0.77, "ok": true }
                    }
                  ]
                },
                "Paths": {
                  "type": "object",
                  "properties": {
                    "flow": { "type": "string" },
                    "from": { "type": "string" },
                    "asOf": { "type": "string", "format": "date-time" },
                    "head": { "type": "integer", "minimum": 0 },
                    "subjects": { "type": "integer", "minimum": 0, "description": "Who reached the stage." },
                    "open": { "type": "integer", "minimum": 0, "description": "Who of them may still go on." },
                    "completed": { "$ref": "#/components/schemas/PathEnd" },
                    "lost": { "$ref": "#/components/schemas/PathEnd" },
                    "sankey": {
                      "type": "object",
                      "properties": {
                        "nodes": {
                          "type": "array",
                          "items": {
                            "type": "object",
                            "properties": { "id": { "type": "string" }, "name": { "type": "string" }, "depth": { "type": "integer", "minimum": 0 } },
                            "required": ["id", "name", "depth"]
                          }
                        },
                        "links": {
                          "type": "array",
                          "items": {
                            "type": "object",
                            "description": "From a node to a node, by their places, and how many went there.",
                            "properties": {
                              "source": { "type": "integer", "minimum": 0 },
                              "target": { "type": "integer", "minimum": 0 },
                              "value": { "type": "integer", "minimum": 1 }
                            },
                            "required": ["source", "target", "value"]
                          }
                        }
                      },
                      "required": ["nodes", "links"]
                    }
                  },
                  "required": ["flow", "from", "asOf", "head", "subjects", "open", "completed", "lost", "sankey"],
                  "examples": [
                    {
                      "flow": "signup", "from": "plan_selected", "asOf": "2026-11-26T02:46:00.000Z", "head": 12, "subjects": 1, "open": 0,
                      "completed": { "subjects": 0, "pathCount": 0, "paths": [] },
                      "lost": { "subjects": 1, "pathCount": 1, "paths": [{ "path": ["plan_selected", "cancelled"], "subjects": 1, "share": 1 }] },
                      "sankey": { "nodes": [{ "id": "0:plan_selected", "name": "plan_selected", "depth": 0 }], "links": [] }
                    }
                  ]
                },
                "PathEnd": {
                  "type": "object",
                  "properties": {
                    "subjects": { "type": "integer", "minimum": 0 },
                    "pathCount": { "type": "integer", "minimum": 0, "description": "How many different ways there are." },
                    "paths": {
                      "type": "array",
                      "maxItems": 10,
                      "items": {
                        "type": "object",
                        "properties": {
                          "path": { "type": "array", "items": { "type": "string" } },
                          "subjects": { "type": "integer", "minimum": 1 },
                          "share": { "type": "number", "minimum": 0, "maximum": 1 }
                        },
                        "required": ["path", "subjects", "share"]
                      }
                    }
                  },
                  "required": ["subjects", "pathCount", "paths"]
                },
                "Dropoff": {
                  "type": "object",
                  "properties": {
                    "flow": { "type": "string" },
                    "stage": { "type": ["string", "null"] },
                    "asOf": { "type": "string", "format": "date-time" },
                    "head": { "type": "integer", "minimum": 0 },
                    "total": { "type": "integer", "minimum": 0 },
                    "subjects": { "type": "array", "items": { "$ref": "#/components/schemas/DropoffSubject" } },
                    "next": { "type": ["string", "null"] }
                  },
                  "required": ["flow", "stage", "asOf", "head", "total", "subjects", "next"],
                  "examples": [
                    {
                      "flow": "signup", "stage": "plan_selected", "asOf": "2026-11-26T02:46:00.000Z", "head": 12, "total": 1,
                      "subjects": [
                        {
                          "stream": "session-0199", "stage": "plan_selected", "since": "2026-11-26T02:40:00.000Z", "state": "open",
                          "lastEvent": "SignUpStarted", "lastEventAt": "2026-11-26T02:40:00.000Z"
                        }
                      ],
                      "next": null
                    }
                  ]
                },
                "DropoffSubject": {
                  "type": "object",
                  "properties": {
                    "stream": { "type": "string" },
                    "email": { "type": "string", "description": "Where `emails` asks for it and one is known: what the subject signed up with or had proven, else what they typed into a form." },
                    "stage": { "type": "string", "description": "Where the subject stopped." },
                    "since": { "type": "string", "format": "date-time", "description": "When that stage was reached." },
                    "state": { "type": "string", "enum": ["open", "lost"] },
                    "lastEvent": { "type": "string", "description": "The type of the newest event; where a job ended it, of what was before: `exit` says the end." },
                    "lastEventAt": { "type": "string", "format": "date-time" },
                    "lastError": { "type": "string", "description": "The code of the newest refusal." },
                    "exit": { "type": "string" },
                    "instead": {
                      "type": "object",
                      "description": "What the subject did instead of going on. Of a sign-up, `flow` may be `signup` itself: another session of the same email became an account.",
                      "properties": {
                        "kind": { "type": "string", "enum": ["exit", "restart", "flow"] },
                        "exit": { "type": "string" },
                        "at": { "type": "string", "format": "date-time" },
                        "stream": { "type": "string" },
                        "flow": { "type": "string" },
                        "stage": { "type": "string" }
                      },
                      "required": ["kind"]
                    }
                  },
                  "required": ["stream", "stage", "since", "state", "lastEvent", "lastEventAt"]
                },
                "FrictionStep": {
                  "type": "object",
                  "properties": {
                    "step": { "type": ["string", "integer"], "description": "The stage's name, or the number that save-step takes." },
                    "name": { "type": "string", "description": "The name of a numbered step." },
                    "subjects": { "type": "integer", "minimum": 0, "description": "How many were there, or were refused there." },
                    "saves": { "type": "integer", "minimum": 0, "description": "How often something that a person did there was kept." },
                    "medianSeconds": { "type": ["number", "null"], "minimum": 0, "description": "Half of those who spent time there spent less." },
                    "conflicts": { "type": "integer", "minimum": 0, "description": "Attempts with a stale version." },
                    "rejections": { "type": "object", "additionalProperties": { "type": "integer", "minimum": 1 }, "description": "Other refusals by code." },
                    "retries": { "type": "integer", "minimum": 0, "description": "Attempts that followed a refused one of the same subject." },
                    "returns": { "type": "integer", "minimum": 0, "description": "How often somebody came back here from a later step." },
                    "fields": { "type": "object", "additionalProperties": { "type": "integer", "minimum": 1 }, "description": "Refusals by the JSON Pointer of the wrong field; at most fifty." }
                  },
                  "required": ["step", "subjects", "saves", "medianSeconds", "conflicts", "rejections", "retries", "returns", "fields"],
                  "examples": [
                    {
                      "step": "identity_pending", "subjects": 1, "saves": 0, "medianSeconds": null, "conflicts": 0,
                      "rejections": { "onboarding.invalid_otp": 2 }, "retries": 1, "returns": 0, "fields": {}
                    }
                  ]
                },
                "Friction": {
                  "type": "object",
                  "properties": {
                    "flow": { "type": "string" },
                    "since": { "type": ["string", "null"], "format": "date-time" },
                    "until": { "type": ["string", "null"], "format": "date-time" },
                    "head": { "type": "integer", "minimum": 0 },
                    "subjects": { "type": "integer", "minimum": 0 },
                    "omitted": { "type": "integer", "minimum": 0 },
                    "steps": { "type": "array", "items": { "$ref": "#/components/schemas/FrictionStep" } },
                    "groups": {
                      "type": "array",
                      "items": {
                        "type": "object",
                        "properties": {
                          "key": { "type": ["string", "null"] },
                          "values": { "type": "integer", "minimum": 1, "description": "How many values are counted together here, as fifty others have more subjects; to have none counts as one." },
                          "subjects": { "type": "integer", "minimum": 0 },
                          "steps": { "type": "array", "items": { "$ref": "#/components/schemas/FrictionStep" } }
                        },
                        "required": ["key", "subjects", "steps"]
                      }
                    }
                  },
                  "required": ["flow", "since", "until", "head", "subjects", "omitted", "steps"],
                  "examples": [
                    {
                      "flow": "wizard", "since": null, "until": null, "head": 7, "subjects": 1, "omitted": 0,
                      "steps": [
                        {
                          "step": 1, "name": "user", "subjects": 1, "saves": 2, "medianSeconds": 42.5, "conflicts": 1,
                          "rejections": { "onboarding.save_rate_limited": 1 }, "retries": 1, "returns": 0, "fields": {}
                        }
                      ]
                    }
                  ]
                },
                "FunnelStage": {
                  "type": "object",
                  "properties": {
                    "stage": { "type": "string" },
                    "subjects": { "type": "integer", "minimum": 0 },
                    "fromPrevious": { "type": ["number", "null"], "minimum": 0, "maximum": 1 },
                    "fromFirst": { "type": ["number", "null"], "minimum": 0, "maximum": 1 },
                    "dropOff": { "type": "integer", "minimum": 0 },
                    "open": { "type": "integer", "minimum": 0 },
                    "lost": { "type": "integer", "minimum": 0 },
                    "medianSeconds": { "type": ["number", "null"], "minimum": 0 },
                    "p90Seconds": { "type": ["number", "null"], "minimum": 0 },
                    "p95Seconds": { "type": ["number", "null"], "minimum": 0 }
                  },
                  "required": ["stage", "subjects", "fromPrevious", "fromFirst", "dropOff", "open", "lost", "medianSeconds", "p90Seconds", "p95Seconds"]
                },
                "Funnel": {
                  "type": "object",
                  "properties": {
                    "flow": { "type": "string" },
                    "since": { "type": ["string", "null"], "format": "date-time" },
                    "until": { "type": ["string", "null"], "format": "date-time" },
                    "asOf": { "type": "string", "format": "date-time" },
                    "head": { "type": "integer", "minimum": 0 },
                    "subjects": { "type": "integer", "minimum": 0 },
                    "stages": { "type": "array", "items": { "$ref": "#/components/schemas/FunnelStage" } },
                    "exits": {
                      "type": "array",
                      "items": {
                        "type": "object",
                        "properties": { "exit": { "type": "string" }, "subjects": { "type": "integer", "minimum": 0 } },
                        "required": ["exit", "subjects"]
                      }
                    },
                    "groups": {
                      "type": "array",
                      "items": {
                        "type": "object",
                        "properties": {
                          "key": { "type": ["string", "null"] },
                          "keys": { "type": "array", "items": { "type": ["string", "null"] }, "description": "The cohort and the attributes' values one by one, when there are several." },
                          "values": { "type": "integer", "minimum": 1, "description": "How many values are counted together here, as fifty others have more subjects; to have none counts as one." },
                          "subjects": { "type": "integer", "minimum": 0 },
                          "stages": { "type": "array", "items": { "$ref": "#/components/schemas/FunnelStage" } }
                        },
                        "required": ["key", "subjects", "stages"]
                      }
                    }
                  },
                  "required": ["flow", "since", "until", "asOf", "head", "subjects", "stages", "exits"],
                  "examples": [
                    {
                      "flow": "signup", "since": null, "until": null, "asOf": "2026-11-26T02:46:00.000Z", "head": 12, "subjects": 1,
                      "stages": [
                        {
                          "stage": "plan_selected", "subjects": 1, "fromPrevious": null, "fromFirst": 1, "dropOff": 0, "open": 1, "lost": 0,
                          "medianSeconds": null, "p90Seconds": null, "p95Seconds": null
                        }
                      ],
                      "exits": []
                    }
                  ]
                }
              }
            }
            """##,
        "openapi/common.json": ##"""
            {
              "info": {
                "title": "onboard",
                "description": "An event-sourced onboarding ledger. Every accepted request is one or more events in a log; what is read is folded from them. Errors are problem details (RFC 9457) with a stable dotted `code`. Reads of a subject answer with an `ETag` that is its stream's version. A POST or PATCH with an `Idempotency-Key` is done once: a repetition within 24 hours gets the first answer again."
              },
              "tags": [],
              "components": {
                "securitySchemes": {
                  "accessToken": {
                    "type": "http",
                    "scheme": "bearer",
                    "bearerFormat": "JWT",
                    "description": "A person's access token: HS256 under the server's secret (signing up and in gives one), or RS256 under a key of the configured identity provider."
                  },
                  "apiKey": {
                    "type": "http",
                    "scheme": "bearer",
                    "bearerFormat": "obk_…",
                    "description": "An API key with the scopes that are named. The scope `admin` stands for all of them, and so does the access token of an admin."
                  },
                  "consoleCookie": {
                    "type": "apiKey",
                    "in": "cookie",
                    "name": "onboard_console",
                    "description": "Stands for an API key in the console, for pages of this server's own origin; `POST /console/session` sets it."
                  },
                  "internalKey": {
                    "type": "apiKey",
                    "in": "header",
                    "name": "X-Internal-Key",
                    "description": "Another service of yours."
                  },
                  "stripeSignature": {
                    "type": "apiKey",
                    "in": "header",
                    "name": "Stripe-Signature",
                    "description": "The payment provider's HMAC-SHA-256 over time and raw body: `t=<seconds>,v1=<hex>`."
                  },
                  "calSignature": {
                    "type": "apiKey",
                    "in": "header",
                    "name": "X-Cal-Signature-256",
                    "description": "The calendar's HMAC-SHA-256 over the raw body, in hex."
                  }
                },
                "parameters": {
                  "idempotencyKey": {
                    "name": "Idempotency-Key",
                    "in": "header",
                    "description": "The client's own name for the request. The same key and body within 24 hours get the first answer again, with `Idempotent-Replayed: true`; with another body they get 422. A refusal that another try may not meet is not kept, and the key stays free: one of the body's form, of `If-Match`, of what is not there, of what must come first (`onboarding.invalid_stage`, a payment, an admin's decision), and what waiting cures (429, 5xx).",
                    "schema": { "type": "string", "minLength": 1, "maxLength": 255, "pattern": "^[!-~]+$" }
                  },
                  "ifMatch": {
                    "name": "If-Match",
                    "in": "header",
                    "description": "The `ETag` that the change is based on; when the version is another by now, 412. `*` demands that there is something to change.",
                    "schema": { "type": "string" }
                  },
                  "ifNoneMatch": {
                    "name": "If-None-Match",
                    "in": "header",
                    "description": "The `ETag` that the client has already; while it is the current one, 304.",
                    "schema": { "type": "string" }
                  },
                  "lastEventID": {
                    "name": "Last-Event-ID",
                    "in": "header",
                    "description": "The id of the last event that was received; the stream goes on behind it.",
                    "schema": { "type": "string" }
                  },
                  "variant": {
                    "name": "X-Onboarding-Variant",
                    "in": "header",
                    "description": "The experiment's variant that the client was given, sent once; recorded at the subject's first event. Printable ASCII without a comma, and without a space at either end. Where the flow has a split, one that it does not name counts as none.",
                    "schema": { "type": "string", "minLength": 1, "maxLength": 64, "pattern": "^[!-+.-~-]([ -+.-~-]*[!-+.-~-])?$" }
                  },
                  "requestID": {
                    "name": "X-Request-Id",
                    "in": "header",
                    "description": "Names the request in answers, logs and events; made when it is absent.",
                    "schema": { "type": "string", "maxLength": 128 }
                  },
                  "traceparent": {
                    "name": "traceparent",
                    "in": "header",
                    "description": "The trace that the request belongs to (W3C Trace Context, version 00); recorded as the origin of its events. Anything else is passed over.",
                    "schema": { "type": "string", "pattern": "^00-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}$" }
                  }
                },
                "headers": {
                  "ETag": {
                    "description": "The subject's version, in quotes; more stands behind it in the tag of a table, of a state that an erasure changed after its version, and of what a team's own flow makes of a subject, for that may be declared anew.",
                    "required": true,
                    "schema": { "type": "string" }
                  },
                  "ETag.optional": {
                    "description": "The version that was decided on, in quotes; absent where no later answer could share it.",
                    "schema": { "type": "string" }
                  },
                  "Vary": {
                    "description": "What of the request the answer's form depends on.",
                    "required": true,
                    "schema": { "type": "string", "pattern": "Accept" }
                  },
                  "Onboard-Size": {
                    "description": "How many events the copy holds.",
                    "required": true,
                    "schema": { "type": "string", "pattern": "^[0-9]+$" }
                  },
                  "Onboard-Root": {
                    "description": "Their Merkle root, in hex.",
                    "required": true,
                    "schema": { "type": "string", "pattern": "^[0-9a-f]{64}$" }
                  },
                  "X-Request-Id": {
                    "description": "The request's name.",
                    "required": true,
                    "schema": { "type": "string" }
                  },
                  "Idempotent-Replayed": {
                    "description": "`true` when this is the first answer again.",
                    "schema": { "type": "string", "const": "true" }
                  },
                  "Link": {
                    "description": "Where what `limit` cut goes on, with `rel=\"next\"` (RFC 8288); absent when it is whole.",
                    "schema": { "type": "string" }
                  },
                  "Retry-After": {
                    "description": "Seconds to wait before the next try.",
                    "schema": { "type": "string" }
                  },
                  "WWW-Authenticate": {
                    "description": "Which credential is wanted (RFC 6750).",
                    "required": true,
                    "schema": { "type": "string" }
                  },
                  "WWW-Authenticate.optional": {
                    "description": "Which scope is wanted (RFC 6750); absent where the reason is another.",
                    "schema": { "type": "string" }
                  },
                  "Location": {
                    "description": "Where to go.",
                    "required": true,
                    "schema": { "type": "string" }
                  },
                  "Set-Cookie": {
                    "description": "The console's cookie, or its end.",
                    "required": true,
                    "schema": { "type": "string", "pattern": "^onboard_console=[^;]*; Path=/; Max-Age=[0-9]+; HttpOnly; SameSite=Strict" }
                  },
                  "Cache-Control": {
                    "description": "How long the answer may be kept, and by whom.",
                    "required": true,
                    "schema": { "type": "string" }
                  }
                },
                "schemas": {
                  "Problem": {
                    "description": "Problem details (RFC 9457). Extension members stand beside the others and, for clients that read them there, within `extensions` as well.",
                    "type": "object",
                    "properties": {
                      "type": { "type": "string", "description": "A stable path that names the kind of problem.", "pattern": "^/problems/[a-z0-9-]+$" },
                      "title": { "type": "string", "description": "The kind of problem in words." },
                      "status": { "type": "integer", "minimum": 400, "maximum": 599 },
                      "detail": { "type": "string", "description": "What this request met." },
                      "instance": { "type": "string", "description": "The request's id." },
                      "code": { "type": "string", "description": "A stable dotted word for programs." },
                      "errors": { "type": "array", "items": { "$ref": "#/components/schemas/FieldError" } },
                      "retryAfterSeconds": { "type": "integer", "minimum": 1, "description": "How long to wait, as in `Retry-After`." },
                      "currentVersion": { "type": "integer", "minimum": 0, "description": "The version of what was asked for, by now." },
                      "currentStep": { "type": "integer", "minimum": 0, "description": "Of a conflict: the wizard's step by now." },
                      "stepData": { "type": "object", "description": "Of a conflict: what is filled in by now." },
                      "conflicts": { "type": "array", "description": "The submitted fields that others changed since.", "items": { "$ref": "#/components/schemas/FieldConflict" } },
                      "requiredScope": { "type": "string", "description": "What the credential lacks." },
                      "flow": { "type": "string", "description": "The flow that was asked about." },
                      "stage": { "type": ["string", "null"], "description": "Where the subject stands, null for one that has not begun; or the stage that the flow has not." },
                      "attribute": { "type": "string", "description": "The attribute that the flow has not." },
                      "field": { "type": "string", "description": "The field that was asked about." },
                      "stream": { "type": "string", "description": "The stream that was asked about." },
                      "head": { "type": "integer", "minimum": 0, "description": "The log's last position." },
                      "knownFlows": { "type": "array", "items": { "type": "string" } },
                      "knownStages": { "type": "array", "items": { "type": "string" } },
                      "knownAttributes": { "type": "array", "items": { "type": "string" } },
                      "knownFields": { "type": "array", "items": { "type": "string" } },
                      "extensions": {
                        "type": "object",
                        "description": "The same code and extension members again.",
                        "properties": { "code": { "type": "string" } },
                        "required": ["code"],
                        "additionalProperties": true
                      }
                    },
                    "required": ["type", "title", "status", "detail", "instance", "code", "extensions"],
                    "examples": [
                      {
                        "type": "/problems/invalid-stage",
                        "title": "Not at this stage",
                        "status": 400,
                        "detail": "The session is at plan_selected.",
                        "instance": "01a4d8f0-9a00-7c4e-8d2f-3b6a5c4d3e2f",
                        "code": "onboarding.invalid_stage",
                        "stage": "plan_selected",
                        "extensions": { "code": "onboarding.invalid_stage", "stage": "plan_selected" }
                      }
                    ]
                  },
                  "FieldConflict": {
                    "description": "A field that was saved by somebody else since the version that a change was based on.",
                    "type": "object",
                    "properties": {
                      "field": { "type": "string" },
                      "value": { "description": "What it holds by now." },
                      "setBy": { "$ref": "#/components/schemas/Actor" },
                      "at": { "type": "string", "format": "date-time" }
                    },
                    "required": ["field", "value", "at"],
                    "additionalProperties": false
                  },
                  "FieldError": {
                    "description": "What is wrong with one field.",
                    "type": "object",
                    "properties": {
                      "pointer": { "type": "string", "description": "A JSON Pointer into the body, or `/` and a parameter's name." },
                      "detail": { "type": "string" }
                    },
                    "required": ["pointer", "detail"],
                    "additionalProperties": false
                  },
                  "EventStream": {
                    "description": "Server-sent events (WHATWG HTML section 9.2).",
                    "type": "string"
                  },
                  "CSVTable": { "description": "A table (RFC 4180) whose first line names the columns.", "type": "string", "examples": ["step,subjects\r\nplan_selected,7\r\n"] },
                  "Lines": {
                    "description": "One JSON object on each line.",
                    "type": "string",
                    "examples": ["{\"position\":1}\n"]
                  },
                  "HTMLPage": { "description": "A page for people.", "type": "string" }
                }
              }
            }
            """##,
        "openapi/console.json": ##"""
            {
              "tag": { "name": "Console", "description": "The console's session: a cookie that stands for an API key in a browser." },
              "operations": {
                "POST /console/session": {
                  "id": "beginConsoleSession",
                  "description": "Takes an API key, once, and answers with a cookie that stands for it for twelve hours: signed, out of reach of scripts, and good for this server's own pages only. What changes something must name its origin. A key that is revoked ends its sessions.",
                  "request": "ConsoleKey",
                  "answers": { "204": { "description": "The cookie is set.", "headers": ["Set-Cookie"] } },
                  "problems": { "401": ["auth.invalid_credential"], "403": ["auth.foreign_origin"] }
                },
                "GET /console/session": {
                  "id": "readConsoleSession",
                  "description": "Whether the cookie stands for a key, and what that key may see.",
                  "answers": { "200": { "description": "The session, or that there is none.", "schema": "ConsoleSession" } }
                },
                "DELETE /console/session": {
                  "id": "endConsoleSession",
                  "description": "Ends the session: the browser forgets the cookie, and a copy of it opens nothing any more.",
                  "answers": { "204": { "description": "It is over.", "headers": ["Set-Cookie"] } },
                  "problems": { "403": ["auth.foreign_origin"] }
                }
              },
              "schemas": {
                "ConsoleKey": {
                  "type": "object",
                  "properties": { "key": { "type": "string", "description": "An API key; its scopes decide what the console shows." } },
                  "required": ["key"],
                  "examples": [{ "key": "obk_2nH3cWbQk1vXo0yJm5p7rSzT8uAeLdFgHiKxMwNqBcY" }]
                },
                "ConsoleSession": {
                  "type": "object",
                  "properties": {
                    "signedIn": { "type": "boolean" },
                    "isDev": { "type": "boolean", "description": "True in dev mode, which has sandboxes and the portal." },
                    "version": { "type": "string", "description": "The server's." },
                    "now": { "type": "string", "format": "date-time", "description": "The server's clock, which dev mode may have moved." },
                    "name": { "type": "string", "description": "The key's name." },
                    "keyId": { "type": "string" },
                    "scopes": { "type": "array", "items": { "type": "string" } },
                    "expiresAt": { "type": "string", "format": "date-time" }
                  },
                  "required": ["signedIn", "isDev", "version", "now"],
                  "additionalProperties": false,
                  "examples": [{ "signedIn": false, "isDev": false, "version": "1.0.0", "now": "2026-11-26T02:46:00.000Z" }]
                }
              }
            }
            """##,
        "openapi/dev.json": ##"""
            {
              "tag": { "name": "Dev", "description": "Dev mode's shortcuts and sandboxes; without --dev none of them exists." },
              "operations": {
                "POST /dev/token": {
                  "id": "makeToken",
                  "description": "Makes an access token for anybody.",
                  "request": "MakeToken",
                  "answers": { "200": { "description": "The token.", "schema": "MadeToken" } }
                },
                "POST /dev/keys": {
                  "id": "makeKey",
                  "description": "Makes an API key with any scopes.",
                  "request": "MakeKey",
                  "answers": { "200": { "description": "The key.", "schema": "MadeKey" } }
                },
                "GET /dev/mailbox": {
                  "id": "readMailbox",
                  "description": "The mails that would have been sent, newest first.",
                  "query": { "to": { "description": "Only to this address.", "schema": { "type": "string" } } },
                  "answers": { "200": { "description": "The mails.", "schema": "Mailbox" } }
                },
                "GET /dev/clock": {
                  "id": "readClock",
                  "description": "The time that every rule goes by, as far as it was moved.",
                  "answers": { "200": { "description": "The time now.", "schema": "ClockMoved" } }
                },
                "POST /dev/clock": {
                  "id": "moveClock",
                  "description": "Moves time ahead and runs the jobs that are due.",
                  "takes": ["idempotencyKey"],
                  "request": "MoveClock",
                  "answers": { "200": { "description": "The time now.", "schema": "ClockMoved" } },
                  "problems": { "409": ["dev.clock_fixed"] }
                },
                "GET /dev/checkout/{id}": {
                  "id": "showSandboxCheckout",
                  "description": "The sandbox's payment page.",
                  "path": { "id": "The checkout's id." },
                  "answers": { "200": { "description": "The page.", "schema": "HTMLPage", "media": "text/html" } },
                  "problems": { "404": ["dev.checkout_not_found"] }
                },
                "POST /dev/checkout/{id}/pay": {
                  "id": "paySandboxCheckout",
                  "description": "Pays: the real webhook gets a signed delivery. A browser is sent on to the success address.",
                  "path": { "id": "The checkout's id." },
                  "answers": {
                    "200": { "description": "Paid.", "schema": "SandboxDelivery" },
                    "303": { "description": "Paid; go on there.", "headers": ["Location"] }
                  },
                  "problems": { "404": ["dev.checkout_not_found"], "409": ["dev.checkout_settled"] }
                },
                "POST /dev/checkout/{id}/expire": {
                  "id": "expireSandboxCheckout",
                  "description": "Lets the checkout run out.",
                  "path": { "id": "The checkout's id." },
                  "answers": {
                    "200": { "description": "Expired.", "schema": "SandboxDelivery" },
                    "303": { "description": "Expired; go on there.", "headers": ["Location"] }
                  },
                  "problems": { "404": ["dev.checkout_not_found"], "409": ["dev.checkout_settled"] }
                },
                "POST /dev/identity-sync": {
                  "id": "failIdentitySyncs",
                  "description": "Makes the next so many identity syncs fail.",
                  "request": "FailIdentitySyncs",
                  "answers": { "200": { "description": "So they will.", "schema": "FailIdentitySyncs" } }
                },
                "POST /dev/spaces/{id}/book": {
                  "id": "bookSandboxMeeting",
                  "description": "Books a meeting for a space, by the command that the calendar's delivery runs.",
                  "path": { "id": "The space's id." },
                  "takes": ["idempotencyKey", "ifMatch"],
                  "answers": { "200": { "description": "Booked.", "schema": "SandboxMeeting" } },
                  "problems": { "404": ["space.not_found"] }
                },
                "POST /dev/spaces/{id}/cancel": {
                  "id": "cancelSandboxMeeting",
                  "description": "Calls the planned meeting of a space off.",
                  "path": { "id": "The space's id." },
                  "takes": ["idempotencyKey", "ifMatch"],
                  "answers": { "200": { "description": "Called off.", "schema": "SandboxMeeting" } },
                  "problems": { "404": ["space.not_found"], "409": ["space.no_meeting_planned"] }
                },
                "POST /dev/spaces/{id}/end": {
                  "id": "endSandboxMeeting",
                  "description": "Lets the planned meeting of a space have taken place.",
                  "path": { "id": "The space's id." },
                  "takes": ["idempotencyKey", "ifMatch"],
                  "answers": { "200": { "description": "It took place.", "schema": "SandboxMeeting" } },
                  "problems": { "404": ["space.not_found"], "409": ["space.no_meeting_planned"] }
                },
                "POST /dev/profiles/{id}/end": {
                  "id": "endSandboxSubscription",
                  "description": "Ends a member's subscription: the real webhook gets a signed delivery.",
                  "path": { "id": "The user's id." },
                  "answers": { "200": { "description": "Ended.", "schema": "SandboxSubscriptionDelivery" } },
                  "problems": { "404": ["dev.checkout_not_found", "membership.profile_not_found"] }
                },
                "POST /dev/profiles/{id}/lapse": {
                  "id": "lapseSandboxSubscription",
                  "description": "Lets a payment for a member's subscription fail: the real webhook gets a signed delivery.",
                  "path": { "id": "The user's id." },
                  "answers": { "200": { "description": "Past due.", "schema": "SandboxSubscriptionDelivery" } },
                  "problems": { "404": ["dev.checkout_not_found", "membership.profile_not_found"] }
                },
                "GET /dev/google/authorize": {
                  "id": "showSandboxGoogle",
                  "description": "The sandbox's sign-in page; with an email in the query it goes back to the app at once.",
                  "query": {
                    "redirect_uri": { "description": "Where to go back to.", "required": true, "schema": { "type": "string" } },
                    "state": { "description": "Given back as it came.", "schema": { "type": "string" } },
                    "response_type": { "description": "As Google has it.", "schema": { "type": "string" } },
                    "client_id": { "description": "As Google has it.", "schema": { "type": "string" } },
                    "scope": { "description": "As Google has it.", "schema": { "type": "string" } },
                    "nonce": { "description": "As Google has it.", "schema": { "type": "string" } },
                    "code_challenge": { "description": "As Google has it.", "schema": { "type": "string" } },
                    "code_challenge_method": { "description": "As Google has it.", "schema": { "type": "string" } },
                    "email": { "description": "Who signs in.", "schema": { "type": "string" } },
                    "given": { "description": "The given name.", "schema": { "type": "string" } },
                    "family": { "description": "The family name.", "schema": { "type": "string" } }
                  },
                  "answers": {
                    "200": { "description": "The page.", "schema": "HTMLPage", "media": "text/html" },
                    "303": { "description": "Signed in; go on there.", "headers": ["Location"] }
                  }
                }
              },
              "schemas": {
                "MakeToken": {
                  "type": "object",
                  "properties": {
                    "sub": { "type": "string", "minLength": 1 },
                    "email": { "type": ["string", "null"] },
                    "email_verified": { "type": ["boolean", "null"] },
                    "role": { "type": ["string", "null"] },
                    "requested_role": { "type": ["string", "null"] },
                    "phone": { "type": ["string", "null"] },
                    "name": { "type": ["string", "null"] }
                  },
                  "required": ["sub"],
                  "examples": [{ "sub": "user-1", "email": "ada@example.com", "email_verified": true }]
                },
                "MadeToken": {
                  "type": "object", "properties": { "token": { "type": "string" } }, "required": ["token"], "additionalProperties": false,
                  "examples": [{ "token": "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.…" }]
                },
                "Scope": { "type": "string", "enum": ["audit:read", "analytics:read", "gate:read", "admin", "jobs", "ingest"] },
                "MakeKey": {
                  "type": "object",
                  "properties": { "scopes": { "type": "array", "minItems": 1, "items": { "$ref": "#/components/schemas/Scope" } } },
                  "required": ["scopes"],
                  "examples": [{ "scopes": ["audit:read"] }]
                },
                "MadeKey": {
                  "type": "object", "properties": { "key": { "type": "string", "pattern": "^obk_" } }, "required": ["key"], "additionalProperties": false,
                  "examples": [{ "key": "obk_…" }]
                },
                "Mailbox": {
                  "type": "object",
                  "properties": {
                    "messages": {
                      "type": "array",
                      "items": {
                        "type": "object",
                        "properties": {
                          "to": { "type": "string" },
                          "subject": { "type": "string" },
                          "text": { "type": "string" },
                          "kind": { "type": "string", "enum": ["otp", "welcome"] },
                          "code": { "type": "string" },
                          "sentAt": { "type": "string", "format": "date-time" }
                        },
                        "required": ["to", "subject", "text", "kind", "sentAt"],
                        "additionalProperties": false
                      }
                    }
                  },
                  "required": ["messages"],
                  "additionalProperties": false,
                  "examples": [{ "messages": [] }]
                },
                "MoveClock": {
                  "type": "object",
                  "properties": { "advanceSeconds": { "type": "integer", "minimum": 0, "maximum": 316224000 } },
                  "required": ["advanceSeconds"],
                  "examples": [{ "advanceSeconds": 86400 }]
                },
                "ClockMoved": {
                  "type": "object", "properties": { "now": { "type": "string", "format": "date-time" } }, "required": ["now"], "additionalProperties": false,
                  "examples": [{ "now": "2026-11-27T02:46:00.000Z" }]
                },
                "FailIdentitySyncs": {
                  "type": "object",
                  "properties": { "failNext": { "type": "integer", "minimum": 0, "maximum": 1000000 } },
                  "required": ["failNext"],
                  "examples": [{ "failNext": 1 }]
                },
                "SandboxMeeting": {
                  "type": "object",
                  "properties": { "meetingId": { "type": "string" } },
                  "required": ["meetingId"],
                  "additionalProperties": false,
                  "examples": [{ "meetingId": "sandbox-1" }]
                },
                "SandboxSubscriptionDelivery": {
                  "type": "object",
                  "properties": {
                    "type": { "type": "string" },
                    "customer": { "type": "string", "description": "The provider's id of the payer." },
                    "subscription": { "type": "string" }
                  },
                  "required": ["type", "customer", "subscription"],
                  "additionalProperties": false,
                  "examples": [{ "type": "invoice.payment_failed", "customer": "cus_test_1", "subscription": "sub_test_1" }]
                },
                "SandboxDelivery": {
                  "type": "object",
                  "properties": {
                    "checkoutSessionId": { "type": "string" },
                    "type": { "type": "string" },
                    "customer": { "type": "string", "description": "The provider's id of the payer, once paid." },
                    "subscription": { "type": "string", "description": "The subscription that a payment begins." }
                  },
                  "required": ["checkoutSessionId", "type"],
                  "additionalProperties": false,
                  "examples": [{ "checkoutSessionId": "cs_test_a1", "type": "checkout.session.completed" }]
                }
              }
            }
            """##,
        "openapi/flows.json": ##"""
            {
              "tag": { "name": "Flows", "description": "Plans, and the flows as they are declared: stages, moves, routes." },
              "operations": {
                "GET /v1/billing/plans": {
                  "id": "listPlans",
                  "description": "The configured plans.",
                  "answers": { "200": { "description": "The plans.", "schema": "Plans" } }
                },
                "GET /v1/flows": {
                  "id": "listFlows",
                  "description": "Every flow's declaration, built in and declared.",
                  "answers": { "200": { "description": "The flows.", "schema": "Flows" } }
                },
                "GET /v1/flows/{flow}": {
                  "id": "readFlow",
                  "description": "One flow's declaration: the same that gate, funnel and client go by.",
                  "path": { "flow": "The flow's id, such as signup." },
                  "answers": { "200": { "description": "The flow.", "schema": "Flow" } },
                  "problems": { "404": ["flow.not_declared"] }
                },
                "GET /v1/flows/{flow}/attributes": {
                  "id": "readFlowAttributes",
                  "description": "By what the flow's subjects can be grouped in its analytics: what it lists, and the variant.",
                  "path": { "flow": "The flow's id." },
                  "answers": { "200": { "description": "Their names.", "schema": "FlowAttributes" } },
                  "problems": { "400": ["request.invalid_query"], "404": ["flow.not_declared"] }
                },
                "POST /v1/flows": {
                  "id": "declareFlow",
                  "description": "Declares a team's own flow by its file, or a new form of it; the same form again changes nothing and is 200. What `GET /v1/flows/{flow}` answers is no such file. Every mistake is named with its line. While subjects are in a flow of steps, its stages, exits, steps and fields stay as they are. New exits, steps and fields may come behind them, and optional stages between the first and the last; none comes behind the last, where who is there is through, and none that was optional becomes required.",
                  "takes": ["idempotencyKey"],
                  "request": "FlowFile",
                  "answers": {
                    "201": { "description": "The flow as it is declared now.", "schema": "Flow", "headers": ["Location"] },
                    "200": { "description": "The flow, which was declared so before.", "schema": "Flow", "headers": ["Location"] }
                  },
                  "problems": { "400": ["flow.invalid_file"], "409": ["flow.unsafe_change"] }
                },
                "GET /v1/flows/{flow}/resume": {
                  "id": "resumeFlow",
                  "description": "Where the person is in a team's own flow, with all that is filled in. Who has not begun is at step 0, version 0.",
                  "path": { "flow": "The flow's id." },
                  "takes": ["ifNoneMatch"],
                  "answers": { "200": { "description": "The progress.", "schema": "FlowProgress", "headers": ["ETag"] } },
                  "problems": { "400": ["onboarding.invalid_user"], "404": ["flow.not_declared", "onboarding.flow_not_served"] }
                },
                "POST /v1/flows/{flow}/save-step": {
                  "id": "saveFlowStep",
                  "description": "Merges a step's fields into what is filled in: absent fields are kept, null clears. Values are held to the step's schemas, field by field; a step whose required fields are all there leads to its stage. A stale version is told what changed since, by whom and when.",
                  "path": { "flow": "The flow's id." },
                  "takes": ["idempotencyKey", "variant", "ifMatch"],
                  "request": "SaveFlowStep",
                  "answers": { "200": { "description": "Saved.", "schema": "FlowStepSaved", "headers": ["ETag"] } },
                  "problems": {
                    "400": ["onboarding.invalid_step", "onboarding.invalid_step_data", "onboarding.step_data_too_large", "onboarding.invalid_fields", "onboarding.invalid_stage", "onboarding.session_expired", "onboarding.invalid_user"],
                    "404": ["flow.not_declared", "onboarding.flow_not_served"],
                    "409": ["request.version_conflict", "onboarding.already_completed", "onboarding.left"],
                    "429": ["onboarding.save_rate_limited"]
                  }
                },
                "GET /v1/flows/{flow}/status": {
                  "id": "readFlowStatus",
                  "description": "How far the person is in a team's own flow; may be kept for 30 seconds. The `ETag` changes with the status.",
                  "path": { "flow": "The flow's id." },
                  "takes": ["ifNoneMatch"],
                  "answers": { "200": { "description": "The status.", "schema": "WizardStatus", "headers": ["ETag", "Cache-Control"] } },
                  "problems": { "400": ["onboarding.invalid_user"], "404": ["flow.not_declared", "onboarding.flow_not_served"] }
                },
                "POST /v1/flows/{flow}/complete": {
                  "id": "completeFlow",
                  "description": "Completes a team's own flow, once every required field is there; what is missing is named.",
                  "path": { "flow": "The flow's id." },
                  "takes": ["idempotencyKey", "variant", "ifMatch"],
                  "request": "CompleteFlow",
                  "requestIsOptional": true,
                  "answers": { "200": { "description": "Complete, now or before.", "schema": "CompletedFlow", "headers": ["ETag"] } },
                  "problems": {
                    "400": ["onboarding.invalid_stage", "onboarding.session_expired", "onboarding.invalid_user"],
                    "404": ["flow.not_declared", "onboarding.flow_not_served"],
                    "409": ["onboarding.incomplete", "onboarding.left"]
                  }
                }
              },
              "schemas": {
                "FlowAttributes": {
                  "type": "object",
                  "properties": { "flow": { "type": "string" }, "attributes": { "type": "array", "items": { "type": "string" } } },
                  "required": ["flow", "attributes"],
                  "additionalProperties": false,
                  "examples": [{ "flow": "signup", "attributes": ["plan", "country"] }]
                },
                "FlowFile": {
                  "type": "object",
                  "description": "Members that are not known are refused, here and in stages, exits, transitions and steps.",
                  "properties": {
                    "flow": { "type": "string", "description": "The flow's id, which names its subjects' streams too; not one that the ledger has itself, such as `signup`.", "pattern": "^[a-z][a-z0-9_]{0,39}$" },
                    "stages": { "type": "array", "description": "In their order.", "items": { "$ref": "#/components/schemas/FlowFileStage" }, "minItems": 1, "maxItems": 64 },
                    "exits": { "type": "array", "description": "How a subject leaves before the last stage.", "items": { "$ref": "#/components/schemas/FlowFileExit" }, "maxItems": 64 },
                    "transitions": { "type": "array", "description": "Which moves there are. Without it a subject moves to the next stage, over optional ones too, and from any stage but the last into any exit.", "items": { "$ref": "#/components/schemas/FlowFileTransition" } },
                    "attributes": { "type": "array", "description": "Members of the events' data by which subjects are counted.", "items": { "type": "string" } },
                    "expiry": { "type": "string", "description": "How long a subject has from its start: an ISO 8601 duration longer than nothing, such as P30D." },
                    "steps": { "type": "array", "items": { "$ref": "#/components/schemas/FlowStep" } },
                    "variants": {
                      "type": "object",
                      "description": "How the flow gives out an experiment's variants, 2 to 20 of them: each with its weight. They are named as `X-Onboarding-Variant` names them.",
                      "additionalProperties": { "type": "integer", "minimum": 1, "maximum": 1000000 }
                    }
                  },
                  "required": ["flow", "stages"],
                  "additionalProperties": false,
                  "examples": [
                    {
                      "flow": "club", "stages": [{ "name": "about", "on": ["AboutFilled"] }, { "name": "joined", "on": ["Joined"] }],
                      "steps": [{ "name": "about", "fields": { "nickname": { "type": "string", "x-personal": true } }, "required": ["nickname"] }]
                    }
                  ]
                },
                "FlowFileStage": {
                  "type": "object",
                  "properties": {
                    "name": { "type": "string", "pattern": "^[A-Za-z0-9_-]{1,60}$" },
                    "on": { "type": "array", "description": "The types of event that lead there; a type leads to one stage or exit.", "items": { "type": "string" }, "minItems": 1 },
                    "optional": { "type": "boolean", "description": "May be passed over, so that the page behind it is open too; not the first." },
                    "route": { "type": "string", "description": "The stage's page, such as /apply." }
                  },
                  "required": ["name", "on"],
                  "additionalProperties": false,
                  "examples": [{ "name": "about", "on": ["AboutFilled"], "route": "/club/about" }]
                },
                "FlowFileExit": {
                  "type": "object",
                  "properties": {
                    "name": { "type": "string", "pattern": "^[A-Za-z0-9_-]{1,60}$" },
                    "on": { "type": "array", "description": "The types of event that lead there.", "items": { "type": "string" }, "minItems": 1 }
                  },
                  "required": ["name", "on"],
                  "additionalProperties": false,
                  "examples": [{ "name": "withdrawn", "on": ["Withdrawn"] }]
                },
                "FlowFileTransition": {
                  "type": "object",
                  "properties": {
                    "from": { "type": "string", "description": "A stage or an exit." },
                    "to": { "type": "string", "description": "A stage or an exit." },
                    "on": { "type": "string", "description": "One of the types of `to`; without it, all of them." }
                  },
                  "required": ["from", "to"],
                  "additionalProperties": false,
                  "examples": [{ "from": "about", "to": "joined" }]
                },
                "FlowStep": {
                  "type": "object",
                  "description": "A step that save-step takes by its number. Its fields' schemas stand in `fields`, with `required` beside it, or in `schema`, the schema of an object. A field with `x-personal` is kept apart, so that it can be erased.",
                  "properties": {
                    "name": { "type": "string" },
                    "title": { "type": "string" },
                    "fields": { "type": "object" },
                    "required": { "type": "array", "items": { "type": "string" } },
                    "schema": { "type": "object" },
                    "optional": { "type": "boolean", "description": "The flow may be completed without it." },
                    "event": { "type": "string", "description": "The type that says that the step is filled in; without it the first of the stage of the same name." }
                  },
                  "required": ["name"],
                  "additionalProperties": false,
                  "examples": [{ "name": "about", "fields": { "nickname": { "type": "string", "x-personal": true } }, "required": ["nickname"] }]
                },
                "FlowProgress": {
                  "type": "object",
                  "properties": {
                    "userId": { "type": "string" },
                    "tenantId": { "type": ["string", "null"], "description": "Null: the flow is its user's alone." },
                    "currentStep": { "type": "integer", "minimum": 0 },
                    "stepData": { "type": "object" },
                    "version": { "type": "integer", "minimum": 0 },
                    "status": { "$ref": "#/components/schemas/OnboardingStatus" },
                    "updatedAt": { "type": ["string", "null"], "format": "date-time" }
                  },
                  "required": ["userId", "tenantId", "currentStep", "stepData", "version", "status", "updatedAt"],
                  "additionalProperties": false,
                  "examples": [{ "userId": "u1", "tenantId": null, "currentStep": 0, "stepData": {}, "version": 0, "status": "NEW", "updatedAt": null }]
                },
                "SaveFlowStep": {
                  "type": "object",
                  "properties": {
                    "step": { "type": "integer", "minimum": 0 },
                    "data": { "type": "object", "description": "The step's fields; at most 64 KiB." },
                    "version": { "type": "integer", "minimum": 0, "maximum": 2147483647, "description": "The version that the change is based on." }
                  },
                  "required": ["step", "data", "version"],
                  "examples": [{ "step": 0, "data": { "nickname": "Ada" }, "version": 0 }]
                },
                "FlowStepSaved": {
                  "type": "object",
                  "properties": {
                    "version": { "type": "integer", "minimum": 0 },
                    "currentStep": { "type": "integer", "minimum": 0 },
                    "savedAt": { "type": "string", "format": "date-time" }
                  },
                  "required": ["version", "currentStep", "savedAt"],
                  "additionalProperties": false,
                  "examples": [{ "version": 2, "currentStep": 0, "savedAt": "2026-11-26T02:46:00.000Z" }]
                },
                "CompleteFlow": { "type": "object", "examples": [{}] },
                "CompletedFlow": {
                  "type": "object",
                  "properties": { "success": { "type": "boolean", "description": "True." }, "message": { "type": "string" } },
                  "required": ["success"],
                  "additionalProperties": false,
                  "examples": [{ "success": true }]
                },
                "Plans": {
                  "type": "array",
                  "items": {
                    "type": "object",
                    "properties": {
                      "id": { "type": "string" },
                      "descriptor": { "type": "string" },
                      "name": { "type": "string" },
                      "price": { "type": "number", "minimum": 0 },
                      "currency": { "type": "string", "pattern": "^[A-Z]{3}$" },
                      "interval": { "type": "string", "enum": ["month", "year"] },
                      "isPaid": { "type": "boolean" },
                      "trialDays": { "type": "integer", "minimum": 0 }
                    },
                    "required": ["id", "descriptor", "name", "price", "currency", "interval", "isPaid", "trialDays"],
                    "additionalProperties": false
                  },
                  "examples": [
                    [{ "id": "plan_professional", "descriptor": "professional", "name": "Professional", "price": 99.00, "currency": "USD", "interval": "month", "isPaid": true, "trialDays": 7 }]
                  ]
                },
                "Flows": {
                  "type": "object",
                  "properties": { "flows": { "type": "array", "items": { "$ref": "#/components/schemas/Flow" } } },
                  "required": ["flows"],
                  "additionalProperties": false,
                  "examples": [{ "flows": [] }]
                },
                "Flow": {
                  "type": "object",
                  "properties": {
                    "flow": { "type": "string" },
                    "stages": {
                      "type": "array",
                      "items": {
                        "type": "object",
                        "properties": {
                          "name": { "type": "string" },
                          "on": { "type": "array", "items": { "type": "string" }, "description": "The types of event that bring a subject here." },
                          "optional": { "type": "boolean" },
                          "route": { "type": ["string", "null"], "description": "The page where a subject at this stage belongs." },
                          "paths": { "type": "array", "items": { "type": "string" }, "description": "Every page that is open at this stage." },
                          "required": {
                            "type": "array",
                            "description": "What a subject at this stage gives or does before it goes on; absent when nothing is asked.",
                            "items": {
                              "type": "object",
                              "properties": { "field": { "type": "string" }, "action": { "type": "string" }, "why": { "type": "string" } },
                              "required": ["why"],
                              "additionalProperties": false
                            }
                          }
                        },
                        "required": ["name", "on", "optional"]
                      }
                    },
                    "transitions": {
                      "type": "array",
                      "items": {
                        "type": "object",
                        "properties": { "from": { "type": "string" }, "to": { "type": "string" }, "on": { "type": "string" } },
                        "required": ["from", "to", "on"]
                      }
                    },
                    "exits": {
                      "type": "array",
                      "items": {
                        "type": "object",
                        "properties": { "name": { "type": "string" }, "on": { "type": "array", "items": { "type": "string" } } },
                        "required": ["name", "on"]
                      }
                    },
                    "expiry": { "type": ["string", "null"], "description": "An ISO 8601 duration from a subject's start." },
                    "steps": {
                      "type": "array",
                      "items": { "$ref": "#/components/schemas/FlowStep" },
                      "description": "The steps of a team's own flow, by the numbers that save-step takes; absent when there are none."
                    }
                  },
                  "required": ["flow", "stages", "transitions", "exits", "expiry"],
                  "examples": [
                    {
                      "flow": "loan",
                      "stages": [{ "name": "submitted", "on": ["A_SUBMITTED"], "optional": false, "route": "/apply", "paths": ["/apply"] }],
                      "transitions": [], "exits": [{ "name": "declined", "on": ["A_DECLINED"] }], "expiry": "P30D"
                    }
                  ]
                }
              }
            }
            """##,
        "openapi/gate.json": ##"""
            {
              "tag": { "name": "Gate", "description": "Whether a page is open, where to go otherwise, and what is still owed." },
              "operations": {
                "GET /v1/gate": {
                  "id": "askGate",
                  "description": "Whether the caller may see a page of a flow and, if not, where to go and why. The subject is the caller by token, a sign-up by `sessionToken`, a call by `space`, of which only who has a credential may ask; who has the scope `gate:read` may name another's.",
                  "takes": ["ifNoneMatch", "variant"],
                  "scope": "gate:read",
                  "query": {
                    "flow": { "description": "The flow's id.", "required": true, "schema": { "type": "string" } },
                    "path": { "description": "The page.", "required": true, "schema": { "type": "string" } },
                    "returnUrl": { "description": "Where to come back to; replaced by the flow's home unless it is a path of the app.", "schema": { "type": "string" } },
                    "subject": { "description": "Another subject, with the scope `gate:read`.", "schema": { "type": "string" } },
                    "sessionToken": { "description": "A sign-up session's token.", "schema": { "type": "string" } },
                    "space": { "description": "A space's id.", "schema": { "type": "string" } }
                  },
                  "answers": { "200": { "description": "The decision.", "schema": "GateAnswer", "headers": ["ETag.optional"] } },
                  "problems": {
                    "400": ["onboarding.session_expired", "onboarding.session_already_committed", "onboarding.session_token_required"],
                    "404": ["flow.not_declared", "onboarding.session_not_found", "space.not_found", "ledger.subject_not_found"]
                  }
                },
                "GET /v1/flows/{flow}/requirements": {
                  "id": "readRequirements",
                  "description": "What a subject of the flow still owes: its own, or with the scope `gate:read` another's.",
                  "scope": "gate:read",
                  "path": { "flow": "The flow's id." },
                  "query": {
                    "subject": { "description": "Another subject, with the scope `gate:read`.", "schema": { "type": "string" } },
                    "sessionToken": { "description": "A sign-up session's token.", "schema": { "type": "string" } },
                    "space": { "description": "A space's id.", "schema": { "type": "string" } }
                  },
                  "answers": { "200": { "description": "What is owed.", "schema": "Requirements" } },
                  "problems": {
                    "400": ["onboarding.session_expired", "onboarding.session_already_committed", "onboarding.session_token_required"],
                    "404": ["flow.not_declared", "onboarding.session_not_found", "space.not_found", "ledger.subject_not_found"]
                  }
                }
              },
              "schemas": {
                "GateAnswer": {
                  "type": "object",
                  "properties": {
                    "decision": { "type": "string", "enum": ["allow", "redirect"] },
                    "location": { "type": ["string", "null"] },
                    "reason": { "type": "string" },
                    "version": { "type": "integer", "minimum": 0, "description": "The version that was decided on; 0 when there is none." },
                    "returnUrl": { "type": "string" },
                    "navigation": { "type": "array", "items": { "type": "string" } }
                  },
                  "required": ["decision", "location", "reason", "version"],
                  "additionalProperties": false,
                  "examples": [{ "decision": "redirect", "location": "/onboarding", "reason": "onboarding_incomplete", "version": 3 }]
                },
                "Requirement": {
                  "description": "Either a field that is to be given, or an action that is to be taken.",
                  "type": "object",
                  "properties": {
                    "field": { "type": "string" },
                    "action": { "type": "string" },
                    "why": { "type": "string" },
                    "code": { "type": "string", "description": "Why a value was refused." }
                  },
                  "required": ["why"],
                  "additionalProperties": false
                },
                "Requirements": {
                  "type": "object",
                  "properties": {
                    "currentlyDue": { "type": "array", "items": { "$ref": "#/components/schemas/Requirement" } },
                    "pastDue": { "type": "array", "items": { "$ref": "#/components/schemas/Requirement" } },
                    "pendingVerification": { "type": "array", "items": { "$ref": "#/components/schemas/Requirement" } },
                    "deadline": { "type": ["string", "null"], "format": "date-time" },
                    "disabledReason": { "type": ["string", "null"] },
                    "satisfied": { "type": "boolean" }
                  },
                  "required": ["currentlyDue", "pastDue", "pendingVerification", "deadline", "disabledReason", "satisfied"],
                  "additionalProperties": false,
                  "examples": [
                    {
                      "currentlyDue": [{ "action": "verify_email", "why": "The email proves who you are." }], "pastDue": [], "pendingVerification": [],
                      "deadline": null, "disabledReason": null, "satisfied": false
                    }
                  ]
                }
              }
            }
            """##,
        "openapi/ledger.json": ##"""
            {
              "tag": { "name": "Ledger", "description": "The audit: events, streams, states at any time, differences, blame." },
              "operations": {
                "GET /v1/ledger/events": {
                  "id": "listEvents",
                  "description": "Events by filter, page by page. With `Accept: text/event-stream` and no `format` a live tail whose ids are positions; with `format=csv` or `jsonl` all that match, as a download. In CSV a text that a spreadsheet would take for a formula has an apostrophe in front.",
                  "takes": ["lastEventID"],
                  "query": {
                    "stream": { "description": "A stream's name, such as session-0193….", "schema": { "type": "string" } },
                    "tenant": { "description": "Everything of one tenant: its own stream and its people's.", "schema": { "type": "string" } },
                    "actor": { "description": "Who did it: an id, or `kind:id`.", "schema": { "type": "string" } },
                    "type": { "description": "Types of event, with commas or again and again; a type whose own name has a comma is found by it.", "schema": { "type": "array", "items": { "type": "string" } } },
                    "field": { "description": "Only events whose payload has this field: its name at any depth, or its path with dots, in which a name that is empty or holds a dot or a quote stands between quotes, as in `data.\"a.b\"`, and a quote in it twice; first_name and firstName are one.", "schema": { "type": "string" } },
                    "correlation": { "description": "The id of the request that led to them.", "schema": { "type": "string" } },
                    "since": { "description": "Recorded at or after this time or day.", "schema": { "type": "string" } },
                    "until": { "description": "Recorded before this time or day.", "schema": { "type": "string" } },
                    "occurredSince": { "description": "Occurred at or after this time or day; an event without `occurredAt` did when it was recorded.", "schema": { "type": "string" } },
                    "occurredUntil": { "description": "Occurred before this time or day.", "schema": { "type": "string" } },
                    "after": { "description": "The `next` of the page before.", "schema": { "type": "integer", "minimum": 0 } },
                    "limit": { "description": "How many: on a page up to 1000, and 100 without it; in a download as many as wanted, and all without it. A download that it cuts names the rest in `Link` with `rel=\"next\"`.", "schema": { "type": "integer", "minimum": 1 } },
                    "order": { "description": "Oldest or newest first; a tail runs from old to new.", "schema": { "type": "string", "enum": ["asc", "desc"], "default": "asc" } },
                    "format": { "description": "In which form, whatever `Accept` says.", "schema": { "type": "string", "enum": ["json", "csv", "jsonl"] } }
                  },
                  "answers": { "200": { "description": "A page, a download, or the tail.", "schema": "EventPage", "also": { "text/event-stream": "EventStream", "text/csv": "CSVTable", "application/jsonl": "Lines" }, "headers": ["Link"] } },
                  "problems": { "404": ["ledger.stream_not_found", "ledger.position_not_found"] }
                },
                "GET /v1/ledger/head": {
                  "id": "readHead",
                  "description": "The log's end: its size, the chain's hash and the Merkle tree's root.",
                  "answers": { "200": { "description": "The head.", "schema": "Head" } },
                  "problems": { "400": ["request.invalid_query"] }
                },
                "GET /v1/ledger/activity": {
                  "id": "readActivity",
                  "description": "How many events were recorded in each of `count` spans of time up to now. A span begins at a multiple of its length since 1970 (UTC); the last one may still be running.",
                  "query": {
                    "span": { "description": "How long one span is: an ISO 8601 duration from PT1S to P31D.", "schema": { "type": "string", "default": "PT1M" } },
                    "count": { "description": "How many spans.", "schema": { "type": "integer", "minimum": 1, "maximum": 1440, "default": 60 } },
                    "until": { "description": "A time in the last span; without it, now.", "schema": { "type": "string" } }
                  },
                  "answers": { "200": { "description": "The spans, oldest first.", "schema": "Activity" } }
                },
                "GET /v1/ledger/proof/{position}": {
                  "id": "proveInclusion",
                  "description": "The path from an event's leaf to the Merkle root (RFC 9162 section 2.1.3): proves that the event lies in the log. The leaf's index is the position less 1.",
                  "path": { "position": "The event's position." },
                  "query": {
                    "size": { "description": "How many events the tree is over, from the position to the log's size; without it, all.", "schema": { "type": "integer", "minimum": 1 } }
                  },
                  "answers": { "200": { "description": "The path.", "schema": "InclusionPath" } },
                  "problems": { "404": ["ledger.position_not_found"] }
                },
                "GET /v1/ledger/consistency": {
                  "id": "proveConsistency",
                  "description": "The path that proves the log of one size to begin with the log of an earlier one (RFC 9162 section 2.1.4).",
                  "query": {
                    "from": { "description": "The earlier size.", "required": true, "schema": { "type": "integer", "minimum": 1 } },
                    "to": { "description": "The later size; without it, the log's.", "schema": { "type": "integer", "minimum": 1 } }
                  },
                  "answers": { "200": { "description": "The path.", "schema": "ConsistencyPath" } },
                  "problems": { "404": ["ledger.position_not_found"] }
                },
                "GET /v1/ledger/streams/{stream}": {
                  "id": "readStream",
                  "description": "A stream's events, oldest first. Where a page does not reach the stream's end, `next` is the `after` of the page behind it, and `Link` names that page.",
                  "takes": ["ifNoneMatch"],
                  "path": { "stream": "The stream's name, percent-encoded." },
                  "query": {
                    "after": { "description": "Only versions above this one.", "schema": { "type": "integer", "minimum": 0 } },
                    "limit": { "description": "How many on a page.", "schema": { "type": "integer", "minimum": 1, "maximum": 1000, "default": 1000 } },
                    "format": { "description": "In which form, whatever `Accept` says.", "schema": { "type": "string", "enum": ["json", "csv"] } }
                  },
                  "answers": { "200": { "description": "The stream.", "schema": "Stream", "also": { "text/csv": "CSVTable" }, "headers": ["ETag", "Link"] } },
                  "problems": { "404": ["ledger.stream_not_found"] }
                },
                "POST /v1/ledger/streams/{stream}/events": {
                  "id": "appendEvents",
                  "description": "Appends events of a team's own flow to a stream, `flow-subject`: all or none. What a person may ask to have erased belongs into `personal`. Streams and types that only the ledger itself writes are refused.",
                  "takes": ["idempotencyKey", "ifMatch"],
                  "path": { "stream": "The stream's name, percent-encoded." },
                  "request": "AppendEvents",
                  "answers": { "201": { "description": "Where they are.", "schema": "AppendedEvents", "headers": ["ETag"] } },
                  "problems": { "400": ["request.invalid_query"], "404": ["ledger.stream_not_found"] }
                },
                "GET /v1/ledger/streams/{stream}/state": {
                  "id": "readState",
                  "description": "What the stream's events added up to at a version or an instant; without either, now. By `occurredAt` it is what is known now of how it was then: the events that had occurred by then, in the log's order and whenever they were recorded, and `version` is the last one's. The tag is the version's; once an erasure after it has changed the state, it is another.",
                  "takes": ["ifNoneMatch"],
                  "path": { "stream": "The stream's name, percent-encoded." },
                  "query": {
                    "version": { "description": "A version.", "schema": { "type": "integer", "minimum": 0 } },
                    "at": { "description": "An instant or a day: what was recorded by then.", "schema": { "type": "string" } },
                    "occurredAt": { "description": "An instant or a day: what had occurred by then.", "schema": { "type": "string" } }
                  },
                  "answers": { "200": { "description": "The state.", "schema": "StreamState", "headers": ["ETag"] } },
                  "problems": { "404": ["ledger.stream_not_found", "ledger.version_not_found"] }
                },
                "GET /v1/ledger/streams/{stream}/diff": {
                  "id": "readDifference",
                  "description": "What changed between two versions or instants; without bounds, by the last event. Instants are those of recording, or both of occurrence.",
                  "path": { "stream": "The stream's name, percent-encoded." },
                  "query": {
                    "from": { "description": "The earlier version, or an instant or a day.", "schema": { "type": "string" } },
                    "to": { "description": "The later version, or an instant or a day.", "schema": { "type": "string" } },
                    "occurredFrom": { "description": "From what had occurred by this instant or day.", "schema": { "type": "string" } },
                    "occurredTo": { "description": "To what had occurred by this instant or day; without it, to all.", "schema": { "type": "string" } },
                    "format": { "description": "In which form, whatever `Accept` says.", "schema": { "type": "string", "enum": ["json", "csv"] } }
                  },
                  "answers": { "200": { "description": "The difference.", "schema": "Difference", "also": { "text/csv": "CSVTable" } } },
                  "problems": { "404": ["ledger.stream_not_found", "ledger.version_not_found"] }
                },
                "GET /v1/ledger/streams/{stream}/blame": {
                  "id": "readBlame",
                  "description": "Who set each field that is there now, when, and by which event; with `field`, that field's whole history.",
                  "path": { "stream": "The stream's name, percent-encoded." },
                  "query": {
                    "field": { "description": "A field, written as the answer without it does: names with dots between; one that is empty or holds a dot or a quote stands between quotes, as in `stepData.\"a.b\"`, and a quote in it twice. first_name is found as firstName.", "schema": { "type": "string" } },
                    "format": { "description": "In which form, whatever `Accept` says.", "schema": { "type": "string", "enum": ["json", "csv"] } }
                  },
                  "answers": { "200": { "description": "The blame, or the history.", "schema": "Blame", "also": { "text/csv": "CSVTable" } } },
                  "problems": { "404": ["ledger.stream_not_found", "ledger.field_not_found"] }
                }
              },
              "schemas": {
                "Activity": {
                  "type": "object",
                  "properties": {
                    "spanSeconds": { "type": "number", "exclusiveMinimum": 0 },
                    "head": { "type": "integer", "minimum": 0, "description": "Where the log ended when this was counted." },
                    "spans": {
                      "type": "array",
                      "items": {
                        "type": "object",
                        "properties": { "from": { "type": "string", "format": "date-time" }, "events": { "type": "integer", "minimum": 0 } },
                        "required": ["from", "events"],
                        "additionalProperties": false
                      }
                    }
                  },
                  "required": ["spanSeconds", "head", "spans"],
                  "additionalProperties": false,
                  "examples": [{ "spanSeconds": 60, "head": 12, "spans": [{ "from": "2026-11-26T02:46:00.000Z", "events": 12 }] }]
                },
                "Actor": {
                  "type": "object",
                  "properties": {
                    "kind": { "type": "string", "enum": ["user", "admin", "apiKey", "session", "webhook", "job", "system"] },
                    "id": { "type": "string" }
                  },
                  "required": ["kind", "id"],
                  "additionalProperties": false
                },
                "AppendEvents": {
                  "type": "object",
                  "properties": {
                    "events": {
                      "type": "array",
                      "items": {
                        "type": "object",
                        "properties": {
                          "type": { "type": "string", "minLength": 1, "maxLength": 200, "description": "The event's name, as the flow's stages and exits list it." },
                          "data": { "type": "object", "description": "What happened; the flow's attributes stand in `attributes`." },
                          "personal": { "type": "object", "description": "What an erasure takes away." },
                          "occurredAt": { "type": "string", "format": "date-time", "description": "When it happened, where that is earlier than now." }
                        },
                        "required": ["type"],
                        "additionalProperties": false
                      },
                      "minItems": 1,
                      "maxItems": 100
                    },
                    "actor": { "type": "string", "minLength": 1, "description": "The id of the user who acted; without it, who asked did." }
                  },
                  "required": ["events"],
                  "additionalProperties": false,
                  "examples": [{ "events": [{ "type": "A_SUBMITTED", "data": { "attributes": { "amount_requested": 5000 } }, "occurredAt": "2026-11-26T02:46:00.000Z" }], "actor": "ada" }]
                },
                "AppendedEvents": {
                  "type": "object",
                  "properties": {
                    "stream": { "type": "string" },
                    "version": { "type": "integer", "minimum": 1, "description": "The stream's, behind these events." },
                    "positions": { "type": "array", "items": { "type": "integer", "minimum": 1 }, "minItems": 2, "maxItems": 2, "description": "Of the first and the last event." }
                  },
                  "required": ["stream", "version", "positions"],
                  "additionalProperties": false,
                  "examples": [{ "stream": "loan-900001", "version": 1, "positions": [12, 12] }]
                },
                "ErasureNote": {
                  "description": "That personal data was erased: when, by whom and why.",
                  "type": "object",
                  "properties": {
                    "id": { "type": "string", "description": "The erasure's id." },
                    "position": { "type": "integer", "minimum": 1, "description": "Events of the stream before this position may have lost something." },
                    "at": { "type": "string", "format": "date-time" },
                    "by": { "$ref": "#/components/schemas/Actor" },
                    "reason": { "type": "string" }
                  },
                  "required": ["id", "position", "at", "by", "reason"],
                  "additionalProperties": false,
                  "examples": [
                    {
                      "id": "01a4d8f0-9a00-7c4e-8d2f-3b6a5c4d3e2f", "position": 12, "at": "2026-11-26T02:46:00.000Z",
                      "by": { "kind": "admin", "id": "root" }, "reason": "Asked for it."
                    }
                  ]
                },
                "ErasureNotes": { "type": "array", "items": { "$ref": "#/components/schemas/ErasureNote" }, "minItems": 1, "description": "Erasures that took something out of the stream." },
                "Event": {
                  "type": "object",
                  "properties": {
                    "position": { "type": "integer", "minimum": 1, "description": "Gapless in the whole log, from 1." },
                    "stream": { "type": "string" },
                    "version": { "type": "integer", "minimum": 1, "description": "Gapless in the stream, from 1." },
                    "type": { "type": "string" },
                    "schemaVersion": { "type": "integer", "minimum": 1 },
                    "id": { "type": "string", "format": "uuid" },
                    "recordedAt": { "type": "string", "format": "date-time" },
                    "occurredAt": { "type": "string", "format": "date-time", "description": "When the fact is older than its record." },
                    "actor": { "$ref": "#/components/schemas/Actor" },
                    "correlationId": { "type": "string" },
                    "causationId": { "type": "string" },
                    "origin": { "type": "object", "description": "Where the request came from: `ip`, `userAgent`, `traceparent`, and for what a person filled in the `email` that their token proved." },
                    "data": { "type": "object" },
                    "personal": { "type": "object", "description": "What can be erased." },
                    "erased": { "type": "boolean", "description": "True of an event that an erasure took personal data of." },
                    "erasure": { "$ref": "#/components/schemas/ErasureNote" },
                    "hash": { "type": "string", "pattern": "^[0-9a-f]{64}$" }
                  },
                  "required": ["position", "stream", "version", "type", "schemaVersion", "id", "recordedAt", "actor", "correlationId", "causationId", "data", "hash"],
                  "additionalProperties": false,
                  "examples": [
                    {
                      "position": 1, "stream": "session-01a4d8f0-9a00-7c4e-8d2f-3b6a5c4d3e2f", "version": 1, "type": "SignUpStarted", "schemaVersion": 2,
                      "id": "01a4d8f0-9a00-7c4e-8d2f-3b6a5c4d3e2f", "recordedAt": "2026-11-26T02:46:00.000Z",
                      "actor": { "kind": "session", "id": "01a4d8f0-9a00-7c4e-8d2f-3b6a5c4d3e2f" },
                      "correlationId": "r1", "causationId": "r1", "data": { "planId": "plan_starter" }, "personal": { "email": "ada@example.com" },
                      "hash": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"
                    }
                  ]
                },
                "EventPage": {
                  "type": "object",
                  "properties": {
                    "events": { "type": "array", "items": { "$ref": "#/components/schemas/Event" } },
                    "next": { "type": ["integer", "null"], "description": "`after` of the next page; null on the last." }
                  },
                  "required": ["events", "next"],
                  "additionalProperties": false,
                  "examples": [{ "events": [], "next": null }]
                },
                "InclusionPath": {
                  "type": "object",
                  "properties": {
                    "position": { "type": "integer", "minimum": 1 },
                    "size": { "type": "integer", "minimum": 1, "description": "How many events the tree is over." },
                    "leaf": { "type": "string", "pattern": "^[0-9a-f]{64}$", "description": "SHA-256 over a zero byte and the event's 32 hash bytes." },
                    "path": { "type": "array", "items": { "type": "string", "pattern": "^[0-9a-f]{64}$" }, "description": "From the leaf's neighbour up." }
                  },
                  "required": ["position", "size", "leaf", "path"],
                  "additionalProperties": false,
                  "examples": [
                    { "position": 1, "size": 1, "leaf": "a8f5f167f44f4964e6c998dee827110ca8f5f167f44f4964e6c998dee827110c", "path": [] }
                  ]
                },
                "ConsistencyPath": {
                  "type": "object",
                  "properties": {
                    "from": { "type": "integer", "minimum": 1 },
                    "to": { "type": "integer", "minimum": 1 },
                    "path": { "type": "array", "items": { "type": "string", "pattern": "^[0-9a-f]{64}$" } }
                  },
                  "required": ["from", "to", "path"],
                  "additionalProperties": false,
                  "examples": [{ "from": 1, "to": 1, "path": [] }]
                },
                "Head": {
                  "type": "object",
                  "properties": {
                    "size": { "type": "integer", "minimum": 0 },
                    "root": { "type": "string", "pattern": "^[0-9a-f]{64}$", "description": "The Merkle tree's root (RFC 9162)." },
                    "hash": { "type": "string", "pattern": "^[0-9a-f]{64}$", "description": "The last event's hash." },
                    "recordedAt": { "type": ["string", "null"], "format": "date-time" }
                  },
                  "required": ["size", "root", "hash", "recordedAt"],
                  "additionalProperties": false,
                  "examples": [
                    {
                      "size": 0, "root": "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
                      "hash": "0000000000000000000000000000000000000000000000000000000000000000", "recordedAt": null
                    }
                  ]
                },
                "Stream": {
                  "type": "object",
                  "properties": {
                    "stream": { "type": "string" },
                    "version": { "type": "integer", "minimum": 1 },
                    "events": { "type": "array", "items": { "$ref": "#/components/schemas/Event" } },
                    "next": { "type": "integer", "minimum": 1, "description": "The last version of the page, when more come behind it; absent on the last page." },
                    "erasures": { "$ref": "#/components/schemas/ErasureNotes" }
                  },
                  "required": ["stream", "version", "events"],
                  "additionalProperties": false,
                  "examples": [{ "stream": "session-01a4d8f0-9a00-7c4e-8d2f-3b6a5c4d3e2f", "version": 1, "events": [] }]
                },
                "StreamState": {
                  "type": "object",
                  "properties": {
                    "stream": { "type": "string" },
                    "version": { "type": "integer", "minimum": 0 },
                    "leftOut": { "type": "integer", "minimum": 1, "description": "By `occurredAt`: how many events up to `version` occurred later and are left out, so that the state is that of no version." },
                    "state": { "type": "object" },
                    "erasures": { "$ref": "#/components/schemas/ErasureNotes" }
                  },
                  "required": ["stream", "version", "state"],
                  "additionalProperties": false,
                  "examples": [{ "stream": "profile-u1", "version": 1, "state": { "email": "ada@example.com" } }]
                },
                "Difference": {
                  "type": "object",
                  "properties": {
                    "stream": { "type": "string" },
                    "from": { "type": "integer", "minimum": 0 },
                    "to": { "type": "integer", "minimum": 0 },
                    "changes": {
                      "type": "array",
                      "items": {
                        "type": "object",
                        "properties": {
                          "field": { "type": "string" },
                          "before": {},
                          "after": {},
                          "setBy": { "$ref": "#/components/schemas/Actor" },
                          "at": { "type": "string", "format": "date-time", "description": "When the event that gave the field its later value occurred, if that was before it was recorded; else when it was recorded." },
                          "recordedAt": { "type": "string", "format": "date-time", "description": "Where that is not `at`." },
                          "position": { "type": "integer", "minimum": 1 },
                          "version": { "type": "integer", "minimum": 1, "description": "The stream's version that the event made." },
                          "type": { "type": "string" },
                          "correlationId": { "type": "string" },
                          "erased": { "type": "boolean", "description": "True where an erasure took the later value." }
                        },
                        "required": ["field", "before", "after", "setBy", "at", "position", "version", "type", "correlationId"],
                        "additionalProperties": false
                      }
                    },
                    "erasures": { "$ref": "#/components/schemas/ErasureNotes" }
                  },
                  "required": ["stream", "from", "to", "changes"],
                  "additionalProperties": false,
                  "examples": [{ "stream": "profile-u1", "from": 1, "to": 2, "changes": [{ "field": "role", "before": "user", "after": "admin", "setBy": { "kind": "admin", "id": "root" }, "at": "2026-11-26T02:46:00.000Z", "position": 12, "version": 2, "type": "RoleChanged", "correlationId": "01a213e4-0000-7000-8000-000000000000" }] }]
                },
                "FieldBlame": {
                  "type": "object",
                  "properties": {
                    "field": { "type": "string" },
                    "value": {},
                    "setBy": { "$ref": "#/components/schemas/Actor" },
                    "at": { "type": "string", "format": "date-time", "description": "When the event occurred, if that was before it was recorded; else when it was recorded." },
                    "recordedAt": { "type": "string", "format": "date-time", "description": "Where that is not `at`." },
                    "position": { "type": "integer", "minimum": 1 },
                    "version": { "type": "integer", "minimum": 1, "description": "The stream's version that the event made." },
                    "type": { "type": "string" },
                    "correlationId": { "type": "string" },
                    "erased": { "type": "boolean", "description": "True where an erasure took the value. Left out where the event may as well have had none." }
                  },
                  "required": ["field", "value", "setBy", "at", "position", "version", "type", "correlationId"],
                  "additionalProperties": false
                },
                "Blame": {
                  "description": "All fields' last changes in `fields`, or one `field` and its `history`.",
                  "type": "object",
                  "properties": {
                    "stream": { "type": "string" },
                    "version": { "type": "integer", "minimum": 1 },
                    "field": { "type": "string" },
                    "fields": { "type": "array", "items": { "$ref": "#/components/schemas/FieldBlame" } },
                    "history": { "type": "array", "items": { "$ref": "#/components/schemas/FieldBlame" } },
                    "erasures": { "$ref": "#/components/schemas/ErasureNotes" }
                  },
                  "required": ["stream", "version"],
                  "additionalProperties": false,
                  "examples": [{ "stream": "profile-u1", "version": 1, "fields": [] }]
                }
              }
            }
            """##,
        "openapi/membership.json": ##"""
            {
              "tag": { "name": "Membership", "description": "Paying for a membership, and the member's profile." },
              "operations": {
                "POST /api/stripe/checkout": {
                  "id": "openMembershipCheckout",
                  "description": "Opens a checkout with a trial of seven days; the payer may have no account yet; who is signed in and pays already is refused. `returnUrl` comes back on the success page when it is a path of the app.",
                  "takes": ["idempotencyKey", "variant", "ifMatch"],
                  "request": "OpenMembershipCheckout",
                  "answers": { "200": { "description": "Where to pay.", "schema": "MembershipCheckout" } },
                  "problems": {
                    "400": ["membership.invalid_plan", "membership.email_required", "membership.invalid_user"],
                    "409": ["membership.already_active", "request.version_conflict"],
                    "502": ["membership.payment_provider_unavailable"]
                  }
                },
                "GET /api/user/profile": {
                  "id": "readMember",
                  "description": "The person's profile, made at first sight.",
                  "takes": ["ifNoneMatch", "variant"],
                  "answers": { "200": { "description": "The profile.", "schema": "Member", "headers": ["ETag"] } },
                  "problems": { "400": ["membership.invalid_user"], "409": ["request.version_conflict"] }
                },
                "PATCH /api/user/profile": {
                  "id": "editMember",
                  "description": "Changes fields of the profile; null clears. Zodiac sign, timezone and birth chart follow from the birth data. What a user may not set is named.",
                  "takes": ["idempotencyKey", "variant", "ifMatch"],
                  "request": "MemberPatch",
                  "answers": { "200": { "description": "The profile as it is now.", "schema": "Member", "headers": ["ETag"] } },
                  "problems": { "400": ["membership.invalid_profile", "membership.invalid_user"], "409": ["request.version_conflict"] }
                },
                "POST /api/user/onboarding/start": {
                  "id": "startMemberOnboarding",
                  "description": "Marks that the person began to fill in the profile; the first time counts.",
                  "takes": ["idempotencyKey", "variant", "ifMatch"],
                  "answers": { "200": { "description": "The profile.", "schema": "Member", "headers": ["ETag"] } },
                  "problems": { "400": ["membership.invalid_user"], "409": ["request.version_conflict"] }
                },
                "POST /api/welcome/claim": {
                  "id": "claimMembership",
                  "description": "Gives a payer without an account a password, by the checkout that was paid; once.",
                  "takes": ["idempotencyKey", "variant", "ifMatch"],
                  "request": "ClaimMembership",
                  "answers": { "200": { "description": "The user, signed in.", "schema": "SignedIn" } },
                  "problems": {
                    "400": ["membership.email_required"],
                    "404": ["membership.checkout_not_found"],
                    "409": ["membership.checkout_not_paid", "membership.already_claimed", "membership.already_active", "membership.email_taken", "request.version_conflict"],
                    "429": ["auth.rate_limited"],
                    "502": ["membership.payment_provider_unavailable"]
                  }
                },
                "POST /v1/admin/profiles/{id}/comp": {
                  "id": "compMember",
                  "description": "Gives a membership for free, or takes that back.",
                  "takes": ["idempotencyKey", "ifMatch"],
                  "path": { "id": "The user's id." },
                  "request": "CompMember",
                  "answers": { "200": { "description": "The profile.", "schema": "Member", "headers": ["ETag"] } },
                  "problems": { "400": ["membership.reason_required"], "404": ["membership.profile_not_found"], "409": ["request.version_conflict"] }
                },
                "POST /v1/admin/profiles/{id}/role": {
                  "id": "changeMemberRole",
                  "description": "Makes a user an admin, or an admin a user.",
                  "takes": ["idempotencyKey", "ifMatch"],
                  "path": { "id": "The user's id." },
                  "request": "ChangeMemberRole",
                  "answers": { "200": { "description": "The profile.", "schema": "Member", "headers": ["ETag"] } },
                  "problems": { "400": ["membership.reason_required", "membership.invalid_role"], "404": ["membership.profile_not_found"], "409": ["request.version_conflict"] }
                },
                "DELETE /v1/admin/profiles/{id}": {
                  "id": "deleteMember",
                  "description": "Deletes a profile; the next sign-in makes it anew with its defaults.",
                  "takes": ["idempotencyKey", "ifMatch"],
                  "path": { "id": "The user's id." },
                  "request": "AdminReason",
                  "answers": { "204": { "description": "It is deleted." } },
                  "problems": { "400": ["membership.reason_required"], "404": ["membership.profile_not_found"], "409": ["request.version_conflict"] }
                }
              },
              "schemas": {
                "OpenMembershipCheckout": {
                  "type": "object",
                  "properties": {
                    "plan": { "type": "string", "enum": ["individual", "family"] },
                    "email": { "type": ["string", "null"], "description": "The person's own when absent." },
                    "returnUrl": { "type": ["string", "null"] }
                  },
                  "required": ["plan"],
                  "examples": [{ "plan": "individual", "email": "ada@example.com" }]
                },
                "MembershipCheckout": {
                  "type": "object",
                  "properties": { "url": { "type": "string", "format": "uri" }, "sessionId": { "type": "string" } },
                  "required": ["url", "sessionId"],
                  "additionalProperties": false,
                  "examples": [{ "url": "https://checkout.stripe.com/c/pay/cs_test_a1", "sessionId": "cs_test_a1" }]
                },
                "Member": {
                  "type": "object",
                  "properties": {
                    "id": { "type": "string" },
                    "email": { "type": ["string", "null"] },
                    "first_name": { "type": ["string", "null"] },
                    "middle_name": { "type": ["string", "null"] },
                    "last_name": { "type": ["string", "null"] },
                    "preferred_name": { "type": ["string", "null"] },
                    "role": { "type": "string" },
                    "membership_plan": { "type": "string", "enum": ["none", "individual", "family"] },
                    "subscription_status": { "type": ["string", "null"], "enum": ["trialing", "active", "canceled", "past_due", null] },
                    "stripe_customer_id": { "type": ["string", "null"], "description": "The payment provider's." },
                    "stripe_subscription_id": { "type": ["string", "null"], "description": "The payment provider's." },
                    "subscription_start_date": { "type": ["string", "null"], "format": "date-time" },
                    "subscription_end_date": { "type": ["string", "null"], "format": "date-time" },
                    "is_onboarded": { "type": "boolean" },
                    "is_comped": { "type": "boolean" },
                    "onboarding_started_at": { "type": ["string", "null"], "format": "date-time" },
                    "onboarding_completed_at": { "type": ["string", "null"], "format": "date-time" },
                    "birth_date": { "type": ["string", "null"], "format": "date" },
                    "birth_time": { "type": ["string", "null"], "description": "HH:MM, by the birthplace's clocks." },
                    "birth_city": { "type": ["string", "null"] },
                    "birth_region": { "type": ["string", "null"] },
                    "birth_country": { "type": ["string", "null"] },
                    "birth_lat": { "type": ["number", "null"], "minimum": -90, "maximum": 90 },
                    "birth_lon": { "type": ["number", "null"], "minimum": -180, "maximum": 180 },
                    "timezone": { "type": ["string", "null"], "description": "The birthplace's." },
                    "zodiac_sign": { "type": ["string", "null"] },
                    "birth_chart": { "oneOf": [{ "$ref": "#/components/schemas/BirthChart" }, { "type": "null" }], "description": "Null while the birth data is incomplete." }
                  },
                  "required": ["id", "email", "first_name", "last_name", "role", "membership_plan", "is_onboarded", "is_comped", "birth_chart"],
                  "additionalProperties": false,
                  "examples": [
                    {
                      "id": "u1", "email": "ada@example.com", "first_name": "Ada", "last_name": "Lovelace", "role": "user", "membership_plan": "individual",
                      "subscription_status": "trialing", "is_onboarded": false, "is_comped": false, "birth_chart": null
                    }
                  ]
                },
                "BirthChart": {
                  "type": "object",
                  "properties": {
                    "sun": { "$ref": "#/components/schemas/ZodiacPlace" },
                    "moon": { "$ref": "#/components/schemas/ZodiacPlace" },
                    "ascendant": { "$ref": "#/components/schemas/ZodiacPlace" },
                    "computedFrom": {
                      "type": "object",
                      "properties": {
                        "birth_date": { "type": "string", "format": "date" },
                        "birth_time": { "type": "string" },
                        "birth_lat": { "type": "number", "minimum": -90, "maximum": 90 },
                        "birth_lon": { "type": "number", "minimum": -180, "maximum": 180 },
                        "timezone": { "type": "string" },
                        "utc_offset_seconds": { "type": "integer" }
                      },
                      "additionalProperties": false
                    }
                  },
                  "required": ["sun", "moon", "computedFrom"],
                  "additionalProperties": false
                },
                "ZodiacPlace": {
                  "description": "Where in the zodiac.",
                  "type": "object",
                  "properties": { "sign": { "type": "string" }, "degree": { "type": "number", "description": "Within the sign.", "minimum": 0, "maximum": 30 } },
                  "required": ["sign", "degree"],
                  "additionalProperties": false
                },
                "MemberPatch": {
                  "description": "Texts are trimmed; null and an empty text clear. A birthplace takes `birth_lat` and `birth_lon`, and `is_onboarded: true` a first and a last name.",
                  "type": "object",
                  "properties": {
                    "first_name": { "$ref": "#/components/schemas/MemberName" },
                    "middle_name": { "$ref": "#/components/schemas/MemberName" },
                    "last_name": { "$ref": "#/components/schemas/MemberName" },
                    "preferred_name": { "$ref": "#/components/schemas/MemberName" },
                    "birth_date": { "type": ["string", "null"], "description": "Not in the future.", "format": "date" },
                    "birth_time": { "type": ["string", "null"], "description": "HH:MM, by the birthplace's clocks." },
                    "birth_city": { "$ref": "#/components/schemas/MemberPlace" },
                    "birth_region": { "$ref": "#/components/schemas/MemberPlace" },
                    "birth_country": { "$ref": "#/components/schemas/MemberPlace" },
                    "birth_lat": { "type": ["number", "null"], "description": "Degrees north.", "minimum": -90, "maximum": 90 },
                    "birth_lon": { "type": ["number", "null"], "description": "Degrees east.", "minimum": -180, "maximum": 180 },
                    "is_onboarded": { "type": "boolean" }
                  },
                  "examples": [{ "first_name": "Ada", "birth_date": "1985-12-10" }]
                },
                "MemberName": { "type": ["string", "null"], "description": "Letters, marks, spaces, apostrophes, hyphens and dots.", "maxLength": 100 },
                "MemberPlace": { "type": ["string", "null"], "description": "A line of text.", "maxLength": 255 },
                "ClaimMembership": {
                  "type": "object",
                  "properties": {
                    "sessionId": { "type": "string", "minLength": 1, "maxLength": 255 },
                    "password": { "type": "string", "minLength": 8, "maxLength": 511, "description": "At most 511 bytes in UTF-8, without NUL; the same in every Unicode spelling." }
                  },
                  "required": ["sessionId", "password"],
                  "examples": [{ "sessionId": "cs_test_a1", "password": "correct horse battery" }]
                },
                "CompMember": {
                  "type": "object",
                  "properties": { "comped": { "type": "boolean" }, "reason": { "type": "string", "minLength": 1, "maxLength": 500 } },
                  "required": ["comped", "reason"],
                  "examples": [{ "comped": true, "reason": "Founding member." }]
                },
                "ChangeMemberRole": {
                  "type": "object",
                  "properties": { "role": { "type": "string", "enum": ["user", "admin"] }, "reason": { "type": "string", "minLength": 1, "maxLength": 500 } },
                  "required": ["role", "reason"],
                  "examples": [{ "role": "admin", "reason": "Joined the team." }]
                },
                "AdminReason": {
                  "type": "object",
                  "properties": { "reason": { "type": "string", "minLength": 1, "maxLength": 500 } },
                  "required": ["reason"],
                  "examples": [{ "reason": "Asked for it." }]
                }
              }
            }
            """##,
        "openapi/merchants.json": ##"""
            {
              "tag": { "name": "Merchants", "description": "What a merchant's app asks, and what admins decide about users' access." },
              "operations": {
                "GET /api/v1/auth/me": {
                  "id": "readAccess",
                  "description": "What the person may do. Makes the profile at first sight: merchants wait for approval, admins must have an email of the configured domain, at every sign-in. Notes whether the merchant's workspace has what a shop must have now.",
                  "takes": ["ifNoneMatch", "variant"],
                  "answers": { "200": { "description": "The access.", "schema": "Access", "headers": ["ETag"] } },
                  "problems": { "409": ["request.version_conflict"] }
                },
                "POST /api/v1/client/bootstrap-merchant-workspace": {
                  "id": "bootstrapWorkspace",
                  "description": "The approved merchant's workspace, made when there is none; once, however many ask at a time. `If-Match` names the workspace's own version, as its reads tag it: `\"0\"` while there is none. It is not that of the person's access.",
                  "takes": ["idempotencyKey", "ifMatch"],
                  "request": "Nothing",
                  "requestIsOptional": true,
                  "answers": { "200": { "description": "The workspace.", "schema": "Bootstrapped" } },
                  "problems": { "403": ["merchant.not_active_client", "merchant.suspended"], "409": ["request.version_conflict"] }
                },
                "GET /api/v1/client/tenants/{id}/onboarding": {
                  "id": "readShop",
                  "description": "How far the shop is described.",
                  "takes": ["ifNoneMatch"],
                  "path": { "id": "The tenant's id." },
                  "answers": { "200": { "description": "The shop.", "schema": "Shop", "headers": ["ETag"] } },
                  "problems": { "403": ["merchant.suspended", "merchant.not_active_client"], "404": ["merchant.tenant_not_found"] }
                },
                "PATCH /api/v1/client/tenants/{id}/onboarding": {
                  "id": "changeShop",
                  "description": "Describes the shop as a merge patch (RFC 7396): absent fields are kept, null clears.",
                  "takes": ["idempotencyKey", "ifMatch"],
                  "path": { "id": "The tenant's id." },
                  "request": "ShopPatch",
                  "answers": { "200": { "description": "The shop as it is now.", "schema": "Shop", "headers": ["ETag"] } },
                  "problems": {
                    "400": ["merchant.invalid_shop"],
                    "403": ["merchant.suspended", "merchant.not_active_client"],
                    "404": ["merchant.tenant_not_found"],
                    "409": ["merchant.tenant_closed", "request.version_conflict"]
                  }
                },
                "GET /api/v1/client/tenants/{id}/pos": {
                  "id": "readPointsOfSale",
                  "description": "Which points of sale can be connected, by what was chosen.",
                  "takes": ["ifNoneMatch"],
                  "path": { "id": "The tenant's id." },
                  "answers": { "200": { "description": "What is offered.", "schema": "PointsOfSale", "headers": ["ETag"] } },
                  "problems": { "403": ["merchant.suspended", "merchant.not_active_client"], "404": ["merchant.tenant_not_found"] }
                },
                "PATCH /api/v1/admin/users/{id}/approve": {
                  "id": "approveUser",
                  "description": "Approves a user; a merchant gets a workspace, and is onboarded at once if its shop has what it must. Approving again changes nothing.",
                  "takes": ["idempotencyKey", "ifMatch"],
                  "path": { "id": "The user's id." },
                  "request": "Reason",
                  "requestIsOptional": true,
                  "answers": { "200": { "description": "The user, and the workspace.", "schema": "DecidedUser", "headers": ["ETag"] } },
                  "problems": { "403": ["merchant.not_admin"], "404": ["merchant.user_not_found"], "409": ["merchant.user_suspended", "request.version_conflict"] }
                },
                "PATCH /api/v1/admin/users/{id}/suspend": {
                  "id": "suspendUser",
                  "description": "Keeps a user out, also one who was never seen: who is an admin by the token alone is out from then on.",
                  "takes": ["idempotencyKey", "ifMatch"],
                  "path": { "id": "The user's id." },
                  "request": "Reason",
                  "requestIsOptional": true,
                  "answers": { "200": { "description": "The user.", "schema": "DecidedUser", "headers": ["ETag"] } },
                  "problems": { "403": ["merchant.not_admin"], "404": ["merchant.user_not_found"], "409": ["request.version_conflict"] }
                },
                "PATCH /api/v1/admin/users/{id}/reinstate": {
                  "id": "reinstateUser",
                  "description": "Lets a suspended user in again, to where the suspension met them.",
                  "takes": ["idempotencyKey", "ifMatch"],
                  "path": { "id": "The user's id." },
                  "request": "Reason",
                  "requestIsOptional": true,
                  "answers": { "200": { "description": "The user.", "schema": "DecidedUser", "headers": ["ETag"] } },
                  "problems": { "403": ["merchant.not_admin"], "404": ["merchant.user_not_found"], "409": ["request.version_conflict"] }
                }
              },
              "schemas": {
                "Access": {
                  "type": "object",
                  "properties": {
                    "role": { "type": "string", "enum": ["consumer", "client", "admin"] },
                    "status": { "type": "string", "enum": ["active", "pending_approval", "suspended"] },
                    "canUseApp": { "type": "boolean" },
                    "needsMerchantOnboarding": { "type": "boolean" },
                    "code": { "type": "string", "enum": ["PENDING_APPROVAL", "SUSPENDED", "ADMIN_EMAIL_REQUIRED"] }
                  },
                  "required": ["role", "status", "canUseApp", "needsMerchantOnboarding"],
                  "additionalProperties": false,
                  "examples": [{ "role": "client", "status": "pending_approval", "canUseApp": false, "needsMerchantOnboarding": false, "code": "PENDING_APPROVAL" }]
                },
                "Nothing": { "description": "No member means anything.", "type": "object", "examples": [{}] },
                "Bootstrapped": {
                  "type": "object",
                  "properties": { "tenantId": { "type": "string" }, "created": { "type": "boolean" } },
                  "required": ["tenantId", "created"],
                  "additionalProperties": false,
                  "examples": [{ "tenantId": "01a4d8f0-9a00-7c4e-8d2f-3b6a5c4d3e2f", "created": true }]
                },
                "PointOfSale": { "type": ["string", "null"], "enum": ["square", "clover", "other", null] },
                "ShopProfilePatch": {
                  "type": ["object", "null"],
                  "properties": {
                    "taxId": { "type": ["string", "null"], "maxLength": 50 },
                    "addressLine": { "type": ["string", "null"], "maxLength": 255 },
                    "city": { "type": ["string", "null"], "maxLength": 255 },
                    "squareLocationHint": { "type": ["string", "null"], "maxLength": 255 },
                    "cloverMerchantRef": { "type": ["string", "null"], "maxLength": 255 },
                    "otherPosNotes": { "type": ["string", "null"], "maxLength": 2000 }
                  }
                },
                "ShopPatch": {
                  "type": "object",
                  "properties": {
                    "posProviderPreference": { "$ref": "#/components/schemas/PointOfSale" },
                    "businessName": { "type": ["string", "null"], "minLength": 1, "maxLength": 255 },
                    "country": { "type": ["string", "null"], "description": "ISO 3166-1 alpha-2." },
                    "profile": { "$ref": "#/components/schemas/ShopProfilePatch" }
                  },
                  "examples": [{ "posProviderPreference": "square", "profile": { "city": "Leeds" } }]
                },
                "ShopProfile": {
                  "type": "object",
                  "properties": {
                    "taxId": { "type": ["string", "null"] },
                    "addressLine": { "type": ["string", "null"] },
                    "city": { "type": ["string", "null"] },
                    "squareLocationHint": { "type": ["string", "null"] },
                    "cloverMerchantRef": { "type": ["string", "null"] },
                    "otherPosNotes": { "type": ["string", "null"] }
                  },
                  "required": ["taxId", "addressLine", "city", "squareLocationHint", "cloverMerchantRef", "otherPosNotes"],
                  "additionalProperties": false
                },
                "Shop": {
                  "type": "object",
                  "properties": {
                    "tenantId": { "type": "string" },
                    "posProviderPreference": { "$ref": "#/components/schemas/PointOfSale" },
                    "businessName": { "type": ["string", "null"] },
                    "country": { "type": ["string", "null"] },
                    "profile": { "$ref": "#/components/schemas/ShopProfile" },
                    "onboardingComplete": { "type": "boolean" },
                    "updatedAt": { "type": ["string", "null"], "format": "date-time" }
                  },
                  "required": ["tenantId", "posProviderPreference", "businessName", "country", "profile", "onboardingComplete", "updatedAt"],
                  "additionalProperties": false,
                  "examples": [
                    {
                      "tenantId": "01a4d8f0-9a00-7c4e-8d2f-3b6a5c4d3e2f", "posProviderPreference": "square", "businessName": "Corner", "country": "GB",
                      "profile": { "taxId": null, "addressLine": null, "city": "Leeds", "squareLocationHint": null, "cloverMerchantRef": null, "otherPosNotes": null },
                      "onboardingComplete": true, "updatedAt": "2026-11-26T02:46:00.000Z"
                    }
                  ]
                },
                "PointsOfSale": {
                  "type": "object",
                  "properties": {
                    "preference": { "$ref": "#/components/schemas/PointOfSale" },
                    "square": { "type": "object", "properties": { "enabled": { "type": "boolean" } }, "required": ["enabled"], "additionalProperties": false },
                    "clover": { "type": "object", "properties": { "visible": { "type": "boolean" } }, "required": ["visible"], "additionalProperties": false },
                    "message": { "type": ["string", "null"] },
                    "backTo": { "type": "string" }
                  },
                  "required": ["preference", "square", "clover", "message", "backTo"],
                  "additionalProperties": false,
                  "examples": [{ "preference": null, "square": { "enabled": true }, "clover": { "visible": true }, "message": null, "backTo": "/onboarding" }]
                },
                "Reason": {
                  "type": "object",
                  "properties": { "reason": { "type": ["string", "null"], "minLength": 1, "maxLength": 500, "description": "Kept in the audit." } },
                  "examples": [{ "reason": "Papers checked." }]
                },
                "DecidedUser": {
                  "type": "object",
                  "properties": {
                    "user": {
                      "type": "object",
                      "properties": {
                        "id": { "type": "string" },
                        "email": { "type": ["string", "null"] },
                        "role": { "type": ["string", "null"] },
                        "status": { "type": ["string", "null"] }
                      },
                      "required": ["id", "email", "role", "status"],
                      "additionalProperties": false
                    },
                    "workspace": {
                      "type": "object",
                      "properties": { "tenantId": { "type": "string" }, "name": { "type": "string" }, "created": { "type": "boolean" } },
                      "required": ["tenantId", "name", "created"],
                      "additionalProperties": false
                    }
                  },
                  "required": ["user"],
                  "additionalProperties": false,
                  "examples": [
                    {
                      "user": { "id": "u1", "email": "john@example.com", "role": "client", "status": "active" },
                      "workspace": { "tenantId": "01a4d8f0-9a00-7c4e-8d2f-3b6a5c4d3e2f", "name": "John — Workspace", "created": true }
                    }
                  ]
                }
              }
            }
            """##,
        "openapi/operations.json": ##"""
            {
              "tag": { "name": "Operations", "description": "For whoever runs the server." },
              "operations": {
                "GET /healthz": {
                  "id": "readHealth",
                  "description": "Whether the process answers.",
                  "answers": { "200": { "description": "It does.", "schema": "Health" } }
                },
                "GET /readyz": {
                  "id": "readReadiness",
                  "description": "Whether it takes requests: not while it stops or cannot read its files, and never again once its storage may not be trusted.",
                  "answers": { "200": { "description": "It does.", "schema": "Health" } },
                  "problems": { "503": ["storage.closing", "storage.failed", "storage.outcome_unknown", "storage.disk_full", "storage.queue_full"] }
                },
                "GET /metrics": {
                  "id": "readMetrics",
                  "description": "Numbers in Prometheus' text format; open to processes on the same machine.",
                  "answers": { "200": { "description": "The numbers.", "schema": "Metrics", "media": "text/plain" } }
                },
                "POST /v1/admin/rebuild": {
                  "id": "startRebuild",
                  "takes": ["idempotencyKey"],
                  "description": "Begins to make the read models anew from the log, all or one. Readers see the old ones until the new ones have caught up.",
                  "request": "RebuildRequest",
                  "requestIsOptional": true,
                  "answers": { "202": { "description": "It runs.", "schema": "Rebuild" } },
                  "problems": { "400": ["request.invalid_query"], "409": ["ledger.work_running"] }
                },
                "GET /v1/admin/rebuild": {
                  "id": "readRebuild",
                  "description": "How far the running rebuild is, and what the last one did.",
                  "answers": { "200": { "description": "Both.", "schema": "Rebuild" } },
                  "problems": { "400": ["request.invalid_query"] }
                },
                "POST /v1/admin/verify": {
                  "id": "startVerification",
                  "takes": ["idempotencyKey"],
                  "description": "Begins to recompute every hash of the log and to fold every row and unique key anew.",
                  "request": "VerificationRequest",
                  "requestIsOptional": true,
                  "answers": { "202": { "description": "It runs.", "schema": "Verification" } },
                  "problems": { "400": ["request.invalid_query"], "409": ["ledger.work_running"] }
                },
                "GET /v1/admin/verify": {
                  "id": "readVerification",
                  "description": "How far the running verification is, and what the last one since the server's start found.",
                  "answers": { "200": { "description": "Both.", "schema": "Verification" } },
                  "problems": { "400": ["request.invalid_query"] }
                },
                "GET /openapi.json": {
                  "id": "readDescription",
                  "description": "This document, made of the routes that the server has.",
                  "answers": { "200": { "description": "The document.", "schema": "Description" } }
                },
                "GET /v1/schemas": {
                  "id": "listSchemas",
                  "description": "The types of event and their schema versions, in the order of both. A stored event is never rewritten: an older version is upcast when it is read.",
                  "answers": { "200": { "description": "The list.", "schema": "SchemaList" } },
                  "problems": { "400": ["request.invalid_query"] }
                },
                "GET /schemas/events/{file}": {
                  "id": "readSchema",
                  "description": "The JSON Schema of one version of a type's payload, under the address that its `$id` says. `x-personal` marks what can be erased.",
                  "path": { "file": "The type and the version, as in `SignUpStarted.v2.json`." },
                  "answers": { "200": { "description": "The schema.", "schema": "JSONSchema", "media": "application/schema+json" } },
                  "problems": { "400": ["request.invalid_query"], "404": ["ledger.schema_not_found"] }
                }
              },
              "schemas": {
                "Health": {
                  "type": "object",
                  "properties": { "status": { "type": "string", "enum": ["ok", "ready"] }, "version": { "type": "string" } },
                  "required": ["status", "version"],
                  "additionalProperties": false,
                  "examples": [{ "status": "ok", "version": "1.0.0" }]
                },
                "SchemaList": {
                  "type": "object",
                  "properties": {
                    "schemas": {
                      "type": "array",
                      "items": {
                        "type": "object",
                        "properties": {
                          "type": { "type": "string" },
                          "version": { "type": "integer", "minimum": 1 },
                          "schema": { "type": "string", "description": "Where its JSON Schema is." }
                        },
                        "required": ["type", "version", "schema"],
                        "additionalProperties": false
                      }
                    }
                  },
                  "required": ["schemas"],
                  "additionalProperties": false,
                  "examples": [{ "schemas": [{ "type": "PlanChanged", "version": 1, "schema": "/schemas/events/PlanChanged.v1.json" }] }]
                },
                "JSONSchema": {
                  "type": "object",
                  "properties": { "$id": { "type": "string" }, "title": { "type": "string" } },
                  "required": ["$id", "title"],
                  "examples": [{ "$id": "/schemas/events/PlanChanged.v1.json", "title": "PlanChanged" }]
                },
                "Metrics": { "type": "string", "examples": ["# HELP onboard_ledger_head_position The last event's position."] },
                "RebuildRequest": {
                  "type": "object",
                  "properties": {
                    "model": { "type": ["string", "null"], "enum": ["session", "tenant", "profile", "audit", null], "description": "Only this one; all without it." },
                    "dryRun": { "type": ["boolean", "null"], "description": "Shows what would differ and switches nothing." }
                  },
                  "additionalProperties": false,
                  "examples": [{ "model": "session", "dryRun": true }]
                },
                "Rebuild": {
                  "type": "object",
                  "properties": {
                    "state": { "type": "string", "enum": ["idle", "running"] },
                    "model": { "type": ["string", "null"], "description": "The model that is made anew; null for several." },
                    "dryRun": { "type": ["boolean", "null"] },
                    "reason": { "type": ["string", "null"], "enum": ["asked", "definition", "flow", "missing", null] },
                    "startedAt": { "type": ["string", "null"], "format": "date-time" },
                    "phase": { "type": ["string", "null"], "enum": ["folding", "comparing", "catchingUp", "switching", null] },
                    "done": { "type": ["integer", "null"], "minimum": 0, "description": "Events or rows of this phase." },
                    "total": { "type": ["integer", "null"], "minimum": 0 },
                    "seconds": { "type": ["number", "null"], "description": "Since it began." },
                    "perSecond": { "type": ["number", "null"], "description": "In this phase." },
                    "secondsLeft": { "type": ["number", "null"], "description": "Until this phase is done." },
                    "failure": { "type": ["string", "null"], "description": "Why the last one came to nothing." },
                    "report": { "oneOf": [{ "$ref": "#/components/schemas/RebuildReport" }, { "type": "null" }], "description": "What the last one did that came to its end." }
                  },
                  "required": ["state", "model", "dryRun", "reason", "startedAt", "phase", "done", "total", "seconds", "perSecond", "secondsLeft", "failure", "report"],
                  "additionalProperties": false,
                  "examples": [
                    { "state": "running", "model": null, "dryRun": false, "reason": "asked", "startedAt": "2026-11-26T02:46:00.000Z", "phase": "folding", "done": 8192, "total": 100000, "seconds": 0.1, "perSecond": 81920, "secondsLeft": 1.1, "failure": null, "report": null }
                  ]
                },
                "RebuildReport": {
                  "type": "object",
                  "properties": {
                    "model": { "type": ["string", "null"] },
                    "dryRun": { "type": "boolean" },
                    "reason": { "type": "string", "enum": ["asked", "definition", "flow", "missing"] },
                    "startedAt": { "type": "string", "format": "date-time" },
                    "seconds": { "type": "number" },
                    "events": { "type": "integer", "minimum": 0 },
                    "eventsPerSecond": { "type": "number" },
                    "pauseMilliseconds": { "type": "number", "description": "How long commands waited for the switch; not there without one." },
                    "views": { "type": "array", "items": { "$ref": "#/components/schemas/ReadModelReport" } },
                    "replaced": { "type": "array", "items": { "$ref": "#/components/schemas/ReadModelReport" } },
                    "differences": { "type": "array", "items": { "$ref": "#/components/schemas/ReadModelDifferences" } },
                    "journeys": { "type": "array", "items": { "$ref": "#/components/schemas/KeptJourneys" }, "description": "The journeys that are kept for funnels, made anew with the rows." },
                    "note": { "type": "string", "description": "Not there unless there is more to say: that the report could not be kept on disk." }
                  },
                  "required": ["model", "dryRun", "reason", "startedAt", "seconds", "events", "eventsPerSecond", "views", "replaced", "differences", "journeys"],
                  "additionalProperties": false
                },
                "KeptJourneys": {
                  "type": "object",
                  "properties": {
                    "flow": { "type": "string" },
                    "subjects": { "type": "integer", "minimum": 0 },
                    "position": { "type": "integer", "minimum": 1, "description": "They are those of the log up to here." },
                    "digest": { "type": "string", "pattern": "^[0-9a-f]{64}$" }
                  },
                  "required": ["flow", "subjects", "position", "digest"],
                  "additionalProperties": false
                },
                "VerificationRequest": {
                  "type": "object",
                  "properties": { "views": { "type": ["boolean", "null"], "description": "Only what follows from the log, not the log itself." } },
                  "additionalProperties": false,
                  "examples": [{ "views": true }]
                },
                "Verification": {
                  "type": "object",
                  "properties": {
                    "state": { "type": "string", "enum": ["idle", "running"] },
                    "views": { "type": ["boolean", "null"] },
                    "startedAt": { "type": ["string", "null"], "format": "date-time" },
                    "phase": { "type": ["string", "null"], "enum": ["log", "audit", "folds", null] },
                    "done": { "type": ["integer", "null"], "minimum": 0, "description": "Events of the log, or streams folded." },
                    "total": { "type": ["integer", "null"], "minimum": 0 },
                    "seconds": { "type": ["number", "null"], "description": "Since it began." },
                    "perSecond": { "type": ["number", "null"], "description": "In this phase." },
                    "secondsLeft": { "type": ["number", "null"], "description": "Until this phase is done." },
                    "failure": { "type": ["string", "null"], "description": "Why the last one came to nothing." },
                    "report": { "oneOf": [{ "$ref": "#/components/schemas/VerificationReport" }, { "type": "null" }], "description": "What the last one found that came to its end." }
                  },
                  "required": ["state", "views", "startedAt", "phase", "done", "total", "seconds", "perSecond", "secondsLeft", "failure", "report"],
                  "additionalProperties": false,
                  "examples": [
                    { "state": "idle", "views": null, "startedAt": null, "phase": null, "done": null, "total": null, "seconds": null, "perSecond": null, "secondsLeft": null, "failure": null, "report": null }
                  ]
                },
                "VerificationReport": {
                  "type": "object",
                  "properties": {
                    "startedAt": { "type": "string", "format": "date-time" },
                    "seconds": { "type": "number" },
                    "views": { "type": "boolean" },
                    "result": { "oneOf": [{ "$ref": "#/components/schemas/Verified" }, { "$ref": "#/components/schemas/Defect" }] }
                  },
                  "required": ["startedAt", "seconds", "views", "result"],
                  "additionalProperties": false
                },
                "Verified": {
                  "type": "object",
                  "properties": {
                    "ok": { "type": "boolean", "description": "True." },
                    "events": { "type": "integer", "minimum": 0 },
                    "root": { "type": "string", "pattern": "^[0-9a-f]{64}$", "description": "The Merkle root over all events." },
                    "anchoredPosition": { "type": ["integer", "null"], "description": "The position that the anchor vouches for; null without an anchor." },
                    "claims": { "type": "integer", "minimum": 0, "description": "Unique keys that are held." },
                    "views": { "type": "array", "items": { "$ref": "#/components/schemas/ReadModelReport" } },
                    "journeys": { "type": "array", "items": { "$ref": "#/components/schemas/KeptJourneys" } },
                    "auditIndexedThrough": { "type": "integer", "minimum": 0, "description": "The last position of the audit index; what is newer is walked." }
                  },
                  "required": ["ok", "claims", "views", "journeys", "auditIndexedThrough"],
                  "additionalProperties": false
                },
                "Defect": {
                  "type": "object",
                  "properties": {
                    "ok": { "type": "boolean", "description": "False." },
                    "code": { "type": "string" },
                    "view": { "type": "string" },
                    "flow": { "type": "string", "description": "Whose kept journeys are wrong." },
                    "stream": { "type": "string", "description": "Whose row, key or journey is wrong." },
                    "position": { "type": "integer", "minimum": 0, "description": "The first bad position, or the event that the row or key should follow from." },
                    "explanation": { "type": "string" }
                  },
                  "required": ["ok", "code", "explanation"],
                  "additionalProperties": false
                },
                "ReadModelReport": {
                  "type": "object",
                  "properties": {
                    "view": { "type": "string" },
                    "rows": { "type": "integer", "minimum": 0 },
                    "digest": { "type": "string", "pattern": "^[0-9a-f]{64}$" }
                  },
                  "required": ["view", "rows", "digest"],
                  "additionalProperties": false
                },
                "ReadModelDifferences": {
                  "type": "object",
                  "properties": {
                    "view": { "type": "string" },
                    "position": { "type": "integer", "minimum": 0, "description": "Both models are of the events up to here." },
                    "added": { "type": "integer", "minimum": 0 },
                    "removed": { "type": "integer", "minimum": 0 },
                    "changed": { "type": "integer", "minimum": 0 },
                    "first": {
                      "type": "array",
                      "description": "The first ten rows that differ.",
                      "items": {
                        "type": "object",
                        "properties": {
                          "stream": { "type": "string" },
                          "kind": { "type": "string", "enum": ["added", "removed", "changed"] },
                          "versionBefore": { "type": ["integer", "null"] },
                          "version": { "type": ["integer", "null"] },
                          "fields": { "type": "array", "items": { "type": "string" } }
                        },
                        "required": ["stream", "kind", "versionBefore", "version", "fields"],
                        "additionalProperties": false
                      }
                    }
                  },
                  "required": ["view", "position", "added", "removed", "changed", "first"],
                  "additionalProperties": false
                },
                "Description": {
                  "type": "object",
                  "properties": { "openapi": { "type": "string" }, "info": { "type": "object" }, "paths": { "type": "object" } },
                  "required": ["openapi", "info", "paths"],
                  "examples": [{ "openapi": "3.1.0", "info": {}, "paths": {} }]
                }
              }
            }
            """##,
        "openapi/pages.json": ##"""
            {
              "tag": { "name": "Pages", "description": "What people look at in a browser, under a strict Content-Security-Policy." },
              "operations": {
                "GET /console": {
                  "id": "showConsole",
                  "alsoAt": ["/console/{path}"],
                  "description": "The console's page; every path below it answers the same, and the page reads its own path.",
                  "takes": ["ifNoneMatch"],
                  "path": { "path": "Which view; may hold slashes." },
                  "answers": { "200": { "description": "The page.", "schema": "HTMLPage", "media": "text/html", "headers": ["ETag"] } }
                },
                "GET /portal": {
                  "id": "showPortal",
                  "alsoAt": ["/portal/{path}"],
                  "description": "The page that plays the five flows; every path below it answers the same.",
                  "takes": ["ifNoneMatch"],
                  "path": { "path": "The flow and its own route; may hold slashes." },
                  "answers": { "200": { "description": "The page.", "schema": "HTMLPage", "media": "text/html", "headers": ["ETag"] } }
                },
                "GET /pages/{path}": {
                  "id": "readPageFile",
                  "description": "A script, style or picture of the pages. `onboarding/onboarding.js` is the client library for a team's own pages.",
                  "takes": ["ifNoneMatch"],
                  "path": { "path": "The file; may hold slashes." },
                  "query": {
                    "v": { "description": "The file's digest: with it the answer may be kept for good.", "schema": { "type": "string" } }
                  },
                  "answers": {
                    "200": {
                      "description": "The file.", "schema": "PageFile", "media": "text/javascript", "headers": ["ETag"],
                      "also": { "text/html": "PageFile", "text/css": "PageFile", "image/svg+xml": "PageFile" }
                    }
                  },
                  "problems": { "404": ["page.not_found"] }
                }
              },
              "schemas": {
                "PageFile": { "type": "string", "description": "A file's text.", "examples": ["export {};"] }
              }
            }
            """##,
        "openapi/signup.json": ##"""
            {
              "tag": {
                "name": "Sign-up",
                "description": "An anonymous sign-up: plan, identity, business, payment, and one atomic completion. Authorised by the session token alone, in body or query."
              },
              "operations": {
                "POST /v1/onboarding/start": {
                  "id": "startSignUp",
                  "description": "Begins a session for an email and a plan, which lasts 24 hours. An active session for the email is resumed; once its identity was verified, only its own token resumes it as it is, and everybody else must prove the email again. When the plan changes, the payment provider is told to expire the open checkout of the plan before.",
                  "takes": ["idempotencyKey", "variant", "ifMatch"],
                  "request": "StartSignUp",
                  "answers": { "200": { "description": "The session, new or resumed.", "schema": "StartedSignUp" } },
                  "problems": {
                    "400": ["onboarding.plan_not_found"],
                    "409": ["onboarding.email_already_registered", "request.version_conflict"]
                  }
                },
                "POST /v1/onboarding/email/otp": {
                  "id": "sendSignUpCode",
                  "description": "Mails six digits that are valid for 15 minutes; only the newest count.",
                  "takes": ["idempotencyKey", "ifMatch"],
                  "request": "SignUpToken",
                  "answers": { "200": { "description": "The code is on its way.", "schema": "CodeSent" } },
                  "problems": {
                    "400": ["onboarding.invalid_stage"],
                    "409": ["request.version_conflict"],
                    "429": ["onboarding.otp_rate_limited"]
                  }
                },
                "POST /v1/onboarding/email/verify": {
                  "id": "verifySignUpEmail",
                  "description": "Proves the email by its code; takes the person's name and password. The fifth wrong code voids the code.",
                  "takes": ["idempotencyKey", "ifMatch"],
                  "request": "VerifyEmail",
                  "answers": { "200": { "description": "The stage that follows.", "schema": "SignUpStage" } },
                  "problems": {
                    "400": ["onboarding.invalid_stage", "onboarding.invalid_otp"],
                    "409": ["onboarding.email_already_registered", "request.version_conflict"],
                    "429": ["onboarding.otp_attempts_exceeded"]
                  }
                },
                "POST /v1/onboarding/oauth/google": {
                  "id": "verifySignUpWithGoogle",
                  "description": "Proves the identity by Google's authorisation code, whose email the session takes.",
                  "takes": ["idempotencyKey", "ifMatch"],
                  "request": "GoogleCode",
                  "answers": { "200": { "description": "`identity_verified`, or the later stage that the session is in.", "schema": "SignUpStage" } },
                  "problems": {
                    "400": ["onboarding.invalid_oauth_code", "onboarding.email_not_verified", "onboarding.identity_mismatch", "onboarding.invalid_stage"],
                    "409": ["onboarding.email_already_registered", "onboarding.session_already_exists", "request.version_conflict"],
                    "502": ["onboarding.identity_provider_unavailable"]
                  }
                },
                "POST /v1/onboarding/business": {
                  "id": "stageSignUpBusiness",
                  "description": "Describes the business. A free plan is then ready to complete; a paid one waits for payment.",
                  "takes": ["idempotencyKey", "ifMatch"],
                  "request": "StageBusiness",
                  "answers": { "200": { "description": "The stage that follows.", "schema": "SignUpStage" } },
                  "problems": { "400": ["onboarding.invalid_stage"], "409": ["request.version_conflict"] }
                },
                "POST /v1/onboarding/payment/start": {
                  "id": "startSignUpPayment",
                  "description": "Opens a checkout at the payment provider, or answers with the one that is open. A free plan needs none.",
                  "takes": ["idempotencyKey", "ifMatch"],
                  "request": "StartPayment",
                  "answers": { "200": { "description": "Where to pay.", "schema": "Checkout" } },
                  "problems": {
                    "400": ["onboarding.invalid_stage"],
                    "409": ["onboarding.email_already_registered", "request.version_conflict"],
                    "429": ["onboarding.payment_rate_limited"],
                    "502": ["onboarding.payment_provider_unavailable"]
                  }
                },
                "POST /v1/onboarding/complete": {
                  "id": "completeSignUp",
                  "description": "Turns the session into a user, a workspace with its business and, for a paid plan, a subscription: all of it or nothing. With the first call's `Idempotency-Key` a repetition gets the same user, with fresh tokens.",
                  "takes": ["idempotencyKey", "variant", "ifMatch"],
                  "request": "SignUpToken",
                  "answers": { "200": { "description": "The user, signed in.", "schema": "SignedIn" } },
                  "problems": {
                    "400": ["onboarding.invalid_stage"],
                    "409": ["onboarding.email_already_registered", "request.version_conflict"]
                  }
                },
                "DELETE /v1/onboarding/session": {
                  "id": "cancelSignUp",
                  "description": "Gives the session up; the email can start afresh, with what was paid, and the payment provider is told to expire an open checkout. The token stands in the body or in the query.",
                  "takes": ["idempotencyKey", "ifMatch"],
                  "query": { "sessionToken": { "description": "The session's token, when the body has none.", "schema": { "type": "string" } } },
                  "request": "SignUpCancelled",
                  "requestIsOptional": true,
                  "answers": { "204": { "description": "The session is given up." } },
                  "problems": { "400": ["onboarding.invalid_stage"], "409": ["request.version_conflict"] }
                },
                "GET /v1/onboarding/session": {
                  "id": "readSignUp",
                  "description": "The session. A token that has not proven the email sees nothing of the person, the business or the payment.",
                  "takes": ["ifNoneMatch"],
                  "query": { "sessionToken": { "description": "The session's token.", "required": true, "schema": { "type": "string" } } },
                  "answers": { "200": { "description": "The session.", "schema": "SignUpSession", "headers": ["ETag"] } }
                },
                "GET /v1/onboarding/session/changes": {
                  "id": "followSignUp",
                  "description": "The session after each change, as server-sent events whose data is what `GET /v1/onboarding/session` answers and whose id is the version; an event `end` with a `code` says why there is no more.",
                  "takes": ["lastEventID"],
                  "query": { "sessionToken": { "description": "The session's token.", "required": true, "schema": { "type": "string" } } },
                  "answers": { "200": { "description": "The stream.", "schema": "EventStream", "media": "text/event-stream" } }
                },
                "GET /v1/onboarding/route": {
                  "id": "routeSignUp",
                  "description": "Where the session belongs by the flow's declaration, and whether a page is open to it.",
                  "takes": ["ifNoneMatch"],
                  "query": {
                    "sessionToken": { "description": "The session's token.", "required": true, "schema": { "type": "string" } },
                    "path": { "description": "The page, such as /onboarding/business.", "required": true, "schema": { "type": "string" } }
                  },
                  "answers": { "200": { "description": "The session's place.", "schema": "SignUpRoute", "headers": ["ETag"] } },
                  "problems": { "400": ["request.invalid_body"] }
                },
                "GET /v1/auth/google/url": {
                  "id": "googleSignInURL",
                  "description": "Where to sign in with Google for this session; `state`, `nonce` and PKCE are bound to it.",
                  "query": {
                    "sessionToken": { "description": "The session's token.", "required": true, "schema": { "type": "string" } },
                    "redirectUri": { "description": "Where Google sends the browser back to: on an allowed origin.", "required": true, "schema": { "type": "string", "format": "uri" } }
                  },
                  "answers": { "200": { "description": "The address.", "schema": "SignInURL" } },
                  "problems": {
                    "400": ["request.invalid_body", "onboarding.invalid_stage"],
                    "502": ["onboarding.identity_provider_unavailable"]
                  }
                }
              },
              "schemas": {
                "StartSignUp": {
                  "type": "object",
                  "properties": {
                    "email": { "type": "string", "description": "Compared without case and surrounding spaces.", "maxLength": 320 },
                    "planDescriptor": { "type": "string", "minLength": 1, "description": "One of GET /v1/billing/plans." },
                    "sessionToken": { "type": ["string", "null"], "description": "The session's own token, to resume it as it is." }
                  },
                  "required": ["email", "planDescriptor"],
                  "examples": [{ "email": "ada@example.com", "planDescriptor": "professional" }]
                },
                "StartedSignUp": {
                  "type": "object",
                  "properties": {
                    "sessionToken": { "type": "string" },
                    "stage": { "$ref": "#/components/schemas/Stage" },
                    "isPaid": { "type": "boolean", "description": "Whether the plan costs something." }
                  },
                  "required": ["sessionToken", "stage", "isPaid"],
                  "additionalProperties": false,
                  "examples": [{ "sessionToken": "AZpY8Jo…", "stage": "plan_selected", "isPaid": true }]
                },
                "Stage": {
                  "type": "string",
                  "enum": ["plan_selected", "identity_pending", "identity_verified", "business_staged", "payment_pending", "payment_confirmed", "ready_to_commit", "committed"]
                },
                "SignUpCancelled": {
                  "type": "object",
                  "properties": { "sessionToken": { "type": ["string", "null"], "minLength": 1, "description": "Goes before the query's." } },
                  "examples": [{ "sessionToken": "AZpY8Jo…" }]
                },
                "SignUpToken": {
                  "type": "object",
                  "properties": { "sessionToken": { "type": "string", "minLength": 1 } },
                  "required": ["sessionToken"],
                  "examples": [{ "sessionToken": "AZpY8Jo…" }]
                },
                "CodeSent": {
                  "type": "object",
                  "properties": { "retryAfterSeconds": { "type": "integer", "minimum": 0, "description": "When the next code may be asked for." } },
                  "required": ["retryAfterSeconds"],
                  "additionalProperties": false,
                  "examples": [{ "retryAfterSeconds": 120 }]
                },
                "VerifyEmail": {
                  "type": "object",
                  "properties": {
                    "sessionToken": { "type": "string", "minLength": 1 },
                    "code": { "type": "string", "pattern": "^[0-9]{6}$" },
                    "firstName": { "type": "string", "description": "Letters, marks, spaces, apostrophes, hyphens and dots, with a letter among them.", "minLength": 1, "maxLength": 100 },
                    "lastName": { "type": "string", "description": "Letters, marks, spaces, apostrophes, hyphens and dots, with a letter among them.", "minLength": 1, "maxLength": 100 },
                    "password": { "type": "string", "minLength": 8, "maxLength": 511, "description": "At most 511 bytes in UTF-8, without NUL; the same in every Unicode spelling." }
                  },
                  "required": ["sessionToken", "code", "firstName", "lastName", "password"],
                  "examples": [{ "sessionToken": "AZpY8Jo…", "code": "042917", "firstName": "Ada", "lastName": "Lovelace", "password": "correct horse battery" }]
                },
                "SignUpStage": {
                  "type": "object",
                  "properties": { "stage": { "$ref": "#/components/schemas/Stage" } },
                  "required": ["stage"],
                  "additionalProperties": false,
                  "examples": [{ "stage": "identity_verified" }]
                },
                "GoogleCode": {
                  "type": "object",
                  "properties": {
                    "sessionToken": { "type": "string", "minLength": 1 },
                    "code": { "type": "string", "minLength": 1, "maxLength": 2048 }
                  },
                  "required": ["sessionToken", "code"],
                  "examples": [{ "sessionToken": "AZpY8Jo…", "code": "4/0AX4XfWh…" }]
                },
                "StageBusiness": {
                  "type": "object",
                  "properties": {
                    "sessionToken": { "type": "string", "minLength": 1 },
                    "name": { "type": "string", "minLength": 1, "maxLength": 255 },
                    "descriptor": { "type": "string", "pattern": "^[a-z0-9-]{3,20}$" },
                    "country": { "type": "string", "description": "ISO 3166-1 alpha-2, in either case.", "minLength": 2, "maxLength": 2 },
                    "currency": { "type": "string", "description": "ISO 4217, in either case.", "minLength": 3, "maxLength": 3 }
                  },
                  "required": ["sessionToken", "name", "descriptor", "country", "currency"],
                  "examples": [{ "sessionToken": "AZpY8Jo…", "name": "Analytical Engines", "descriptor": "engines", "country": "GB", "currency": "GBP" }]
                },
                "StartPayment": {
                  "type": "object",
                  "properties": {
                    "sessionToken": { "type": "string", "minLength": 1 },
                    "successUrl": { "type": "string", "description": "On an allowed origin; {CHECKOUT_SESSION_ID} stands for the checkout's id." },
                    "cancelUrl": { "type": "string", "description": "On an allowed origin." }
                  },
                  "required": ["sessionToken", "successUrl", "cancelUrl"],
                  "examples": [{ "sessionToken": "AZpY8Jo…", "successUrl": "https://app.example/paid?id={CHECKOUT_SESSION_ID}", "cancelUrl": "https://app.example/plans" }]
                },
                "Checkout": {
                  "type": "object",
                  "properties": { "checkoutUrl": { "type": "string", "description": "Empty for a free plan." } },
                  "required": ["checkoutUrl"],
                  "additionalProperties": false,
                  "examples": [{ "checkoutUrl": "https://checkout.stripe.com/c/pay/cs_test_a1" }]
                },
                "SignUpSession": {
                  "type": "object",
                  "properties": {
                    "sessionToken": { "type": "string" },
                    "email": { "type": "string" },
                    "stage": { "$ref": "#/components/schemas/Stage" },
                    "planId": { "type": "string" },
                    "planDescriptor": { "type": "string" },
                    "isPaidPlan": { "type": "boolean" },
                    "firstName": { "type": "string" },
                    "lastName": { "type": "string" },
                    "businessName": { "type": "string" },
                    "businessDescriptor": { "type": "string" },
                    "businessCountry": { "type": "string" },
                    "businessCurrency": { "type": "string" },
                    "paymentStatus": { "type": "string", "enum": ["skipped", "pending", "succeeded"] },
                    "checkoutSessionId": { "type": "string" },
                    "otpExpiry": { "type": "string", "format": "date-time" },
                    "expiresAt": { "type": "string", "format": "date-time" },
                    "method": { "type": ["string", "null"], "enum": ["email", "google", null] },
                    "emailVerified": { "type": "boolean" }
                  },
                  "required": ["sessionToken", "email", "stage", "planId", "planDescriptor", "isPaidPlan", "paymentStatus", "expiresAt", "method", "emailVerified"],
                  "additionalProperties": false,
                  "examples": [
                    {
                      "sessionToken": "AZpY8Jo…", "email": "ada@example.com", "stage": "plan_selected", "planId": "plan_professional",
                      "planDescriptor": "professional", "isPaidPlan": true, "paymentStatus": "pending",
                      "expiresAt": "2026-11-27T02:46:00.000Z", "method": null, "emailVerified": false
                    }
                  ]
                },
                "SignUpRoute": {
                  "type": "object",
                  "properties": {
                    "stage": { "$ref": "#/components/schemas/Stage" },
                    "route": { "type": ["string", "null"] },
                    "allowed": { "type": "boolean" }
                  },
                  "required": ["stage", "route", "allowed"],
                  "additionalProperties": false,
                  "examples": [{ "stage": "identity_verified", "route": "/onboarding/business", "allowed": true }]
                },
                "SignInURL": {
                  "type": "object",
                  "properties": { "url": { "type": "string", "format": "uri" } },
                  "required": ["url"],
                  "additionalProperties": false,
                  "examples": [{ "url": "https://accounts.google.com/o/oauth2/v2/auth?response_type=code&client_id=c&state=s" }]
                }
              }
            }
            """##,
        "openapi/spaces.json": ##"""
            {
              "tag": { "name": "Spaces", "description": "Spaces and their onboarding call, which is booked at a calendar." },
              "operations": {
                "POST /v1/spaces": {
                  "id": "createSpace",
                  "description": "Makes a space. Who was invited individually or by an adviser, and who is an adviser, owes no onboarding call.",
                  "takes": ["idempotencyKey", "variant", "ifMatch"],
                  "request": "CreateSpace",
                  "answers": { "201": { "description": "The space.", "schema": "Space", "headers": ["Location", "ETag"] } },
                  "problems": { "400": ["space.invalid_name", "onboarding.invalid_user"], "409": ["space.already_exists", "request.version_conflict"] }
                },
                "GET /v1/spaces/{id}": {
                  "id": "readSpace",
                  "description": "A space, with how far its onboarding call is.",
                  "takes": ["ifNoneMatch"],
                  "path": { "id": "The space's id." },
                  "answers": { "200": { "description": "The space.", "schema": "Space", "headers": ["ETag"] } },
                  "problems": { "400": ["request.invalid_query"], "404": ["space.not_found"] }
                },
                "GET /v1/spaces/{id}/changes": {
                  "id": "followSpace",
                  "description": "The space after each change, as server-sent events whose data is what `GET /v1/spaces/{id}` answers and whose id is the version.",
                  "takes": ["lastEventID"],
                  "path": { "id": "The space's id." },
                  "answers": { "200": { "description": "The stream.", "schema": "EventStream", "media": "text/event-stream" } },
                  "problems": { "404": ["space.not_found"] }
                }
              },
              "schemas": {
                "CreateSpace": {
                  "type": "object",
                  "properties": {
                    "name": { "type": "string", "minLength": 1, "maxLength": 255 },
                    "inviteType": { "type": ["string", "null"], "description": "`individual` and `advisor_client` owe no call.", "maxLength": 64 },
                    "initialSignupType": { "type": ["string", "null"], "description": "`advisor` owes no call.", "maxLength": 64 }
                  },
                  "required": ["name"],
                  "examples": [{ "name": "Home" }]
                },
                "Space": {
                  "type": "object",
                  "properties": {
                    "id": { "type": "string" },
                    "name": { "type": "string" },
                    "metadata": {
                      "type": "object",
                      "properties": {
                        "onboarding_status": { "type": "string", "enum": ["not_planned", "planned", "completed", "not_required"] },
                        "onboarding_meeting_id": { "type": ["string", "null"] }
                      },
                      "required": ["onboarding_status", "onboarding_meeting_id"],
                      "additionalProperties": false
                    }
                  },
                  "required": ["id", "name", "metadata"],
                  "additionalProperties": false,
                  "examples": [
                    {
                      "id": "01a4d8f0-9a00-7c4e-8d2f-3b6a5c4d3e2f", "name": "Home",
                      "metadata": { "onboarding_status": "not_planned", "onboarding_meeting_id": null }
                    }
                  ]
                }
              }
            }
            """##,
        "openapi/subjects.json": ##"""
            {
              "tag": { "name": "Subjects", "description": "Sessions, tenants and profiles as the read models have them: for auditors, and each person's own." },
              "operations": {
                "GET /v1/sessions": {
                  "id": "listSessions", "description": "Finds sessions, newest first. A person sees their own. A wizard has the onboarding status of its tenant as `stage` (NEW before there is one) and the tenant's as `status`.",
                  "query": { "$ref": "SubjectList" },
                  "answers": { "200": { "description": "A page.", "schema": "SessionPage" } }
                },
                "GET /v1/sessions/{id}": {
                  "id": "readSession", "description": "One session: a sign-up by its id, a wizard or another flow's subject by its stream's name.",
                  "takes": ["ifNoneMatch"],
                  "path": { "id": "The session's id, or its stream's name." },
                  "answers": { "200": { "description": "The session.", "schema": "Session", "headers": ["ETag"] } },
                  "problems": { "400": ["request.invalid_query"], "404": ["ledger.subject_not_found"] }
                },
                "GET /v1/tenants": {
                  "id": "listTenants", "description": "Finds tenants, newest first. A person sees their own.",
                  "query": { "$ref": "SubjectList" },
                  "answers": { "200": { "description": "A page.", "schema": "TenantPage" } }
                },
                "GET /v1/tenants/{id}": {
                  "id": "readTenant", "description": "One tenant, for its members and auditors.",
                  "takes": ["ifNoneMatch"],
                  "path": { "id": "The tenant's id." },
                  "answers": { "200": { "description": "The tenant.", "schema": "Tenant", "headers": ["ETag"] } },
                  "problems": { "400": ["request.invalid_query"], "404": ["ledger.subject_not_found"] }
                },
                "GET /v1/profiles": {
                  "id": "listProfiles", "description": "Finds profiles, newest first. A person sees their own.",
                  "query": { "$ref": "SubjectList" },
                  "answers": { "200": { "description": "A page.", "schema": "ProfilePage" } }
                },
                "GET /v1/profiles/{id}": {
                  "id": "readProfile", "description": "One profile, for its person and auditors.",
                  "takes": ["ifNoneMatch"],
                  "path": { "id": "The user's id." },
                  "answers": { "200": { "description": "The profile.", "schema": "Profile", "headers": ["ETag"] } },
                  "problems": { "400": ["request.invalid_query"], "404": ["ledger.subject_not_found"] }
                }
              },
              "queries": {
                "SubjectList": {
                  "q": { "description": "Words to look for: emails, names, what a business is called. Or an id, a stream's name, or the id of the user whose they are, exactly.", "schema": { "type": "string", "maxLength": 200 } },
                  "flow": { "description": "Only of this flow: of sessions sign-ups, wizards and declared flows; of profiles membership or merchant; of tenants wizard or call. With it, `stage` is the one in that flow.", "schema": { "type": "string" } },
                  "stage": { "description": "Only at this stage.", "schema": { "type": "string" } },
                  "status": { "description": "Only with this status. Of profiles a membership's `subscription_status` or a merchant's `status`; with `flow`, the one in that flow.", "schema": { "type": "string" } },
                  "limit": { "description": "How many on a page.", "schema": { "type": "integer", "minimum": 1, "maximum": 200, "default": 50 } },
                  "after": { "description": "The `next` of the page before.", "schema": { "type": "integer", "minimum": 0 } }
                }
              },
              "schemas": {
                "Session": {
                  "description": "Where a sign-up, a wizard or another flow of steps stands, and the members of its state. A member without a value is not there.",
                  "type": "object",
                  "properties": {
                    "id": { "type": "string" },
                    "stream": { "type": "string" },
                    "version": { "type": "integer", "minimum": 1 },
                    "updatedAt": { "type": ["string", "null"], "format": "date-time" },
                    "flow": { "type": ["string", "null"] },
                    "stage": { "type": "string", "description": "In the flow that the subject is in." },
                    "status": { "type": "string", "description": "What lists filter by." },
                    "email": { "type": "string" },
                    "planId": { "type": "string" },
                    "planDescriptor": { "type": "string" },
                    "isPaidPlan": { "type": "boolean" },
                    "firstName": { "type": "string" },
                    "lastName": { "type": "string" },
                    "method": { "type": "string", "description": "How the identity was proven." },
                    "emailVerified": { "type": "boolean" },
                    "codesSent": { "type": "integer", "minimum": 0 },
                    "otpExpiry": { "type": "string", "format": "date-time", "description": "Of a code that is under way." },
                    "codeAttempts": { "type": "integer", "minimum": 0, "description": "Wrong ones." },
                    "codeVoided": { "type": "boolean" },
                    "businessName": { "type": "string" },
                    "businessDescriptor": { "type": "string" },
                    "businessCountry": { "type": "string" },
                    "businessCurrency": { "type": "string" },
                    "paymentStatus": { "type": "string" },
                    "checkoutRequests": { "type": "integer", "minimum": 0 },
                    "checkoutSessionId": { "type": "string" },
                    "checkoutExpiresAt": { "type": "string", "format": "date-time" },
                    "customerId": { "type": "string", "description": "The payment provider's." },
                    "subscriptionId": { "type": "string", "description": "The payment provider's." },
                    "paymentKept": { "type": "boolean", "description": "True where what was paid waits for a later sign-up of the email." },
                    "paymentHeir": { "type": "string", "description": "The session that took over what was paid." },
                    "createdAt": { "type": "string", "format": "date-time" },
                    "expiresAt": { "type": "string", "format": "date-time" },
                    "committedAt": { "type": "string", "format": "date-time" },
                    "userId": { "type": "string" },
                    "tenantId": { "type": "string" },
                    "variant": { "type": "string", "description": "The experiment's." },
                    "currentStep": { "type": "integer", "minimum": 0 },
                    "stepData": { "type": "object", "description": "What is filled in." },
                    "startedAt": { "type": "string", "format": "date-time" },
                    "savedAt": { "type": "string", "format": "date-time" },
                    "exit": { "type": "string" },
                    "events": { "type": "integer", "minimum": 0 },
                    "lastEvent": { "type": "string", "description": "Its type." },
                    "attributes": { "type": "object", "description": "By what the subject is counted." }
                  },
                  "required": ["id", "stream", "version"],
                  "additionalProperties": false,
                  "examples": [{ "id": "01a4d8f0-9a00-7c4e-8d2f-3b6a5c4d3e2f", "stream": "session-01a4d8f0-9a00-7c4e-8d2f-3b6a5c4d3e2f", "version": 1, "updatedAt": "2026-11-26T02:46:00.000Z", "email": "ada@example.com", "stage": "plan_selected", "status": "active" }]
                },
                "Tenant": {
                  "description": "Where a tenant stands, and the members of its state: its onboarding, its call and its shop. A member without a value is not there.",
                  "type": "object",
                  "properties": {
                    "id": { "type": "string" },
                    "stream": { "type": "string" },
                    "version": { "type": "integer", "minimum": 1 },
                    "updatedAt": { "type": ["string", "null"], "format": "date-time" },
                    "flow": { "type": ["string", "null"] },
                    "stage": { "type": "string", "description": "In the flow that the subject is in." },
                    "status": { "type": "string", "description": "What lists filter by." },
                    "name": { "type": "string" },
                    "ownerId": { "type": "string" },
                    "source": { "type": "string" },
                    "businessName": { "type": "string" },
                    "businessDescriptor": { "type": "string" },
                    "country": { "type": "string" },
                    "currency": { "type": "string" },
                    "taxId": { "type": "string" },
                    "planId": { "type": "string" },
                    "planDescriptor": { "type": "string" },
                    "subscriptionStatus": { "type": "string" },
                    "customerId": { "type": "string", "description": "The payment provider's." },
                    "subscriptionId": { "type": "string", "description": "The payment provider's." },
                    "checkoutSessionId": { "type": "string" },
                    "closeReason": { "type": "string" },
                    "onboardingStatus": { "$ref": "#/components/schemas/OnboardingStatus" },
                    "onboardingCompletedAt": { "type": "string", "format": "date-time" },
                    "accountType": { "type": "string" },
                    "entityName": { "type": "string" },
                    "entityType": { "type": "string" },
                    "timezone": { "type": "string" },
                    "phoneNumber": { "type": "string" },
                    "address": { "type": "string" },
                    "fiscalYearStart": { "type": "integer", "minimum": 1, "maximum": 12 },
                    "fiscalYear": { "type": "object", "description": "`startMonth`, and its `periods`." },
                    "accounts": { "type": "array", "items": { "type": "object" } },
                    "identitySync": { "type": "string", "description": "Whether the identity provider took the news." },
                    "metadata": { "type": "object", "description": "Of a space: how far its onboarding call is, and the meeting." },
                    "inviteType": { "type": "string" },
                    "initialSignupType": { "type": "string" },
                    "variant": { "type": "string", "description": "The experiment's." },
                    "posProviderPreference": { "$ref": "#/components/schemas/PointOfSale" },
                    "addressLine": { "type": "string" },
                    "city": { "type": "string" },
                    "squareLocationHint": { "type": "string" },
                    "cloverMerchantRef": { "type": "string" },
                    "otherPosNotes": { "type": "string" },
                    "shopUpdatedAt": { "type": "string", "format": "date-time" },
                    "createdAt": { "type": "string", "format": "date-time" }
                  },
                  "required": ["id", "stream", "version"],
                  "additionalProperties": false,
                  "examples": [{ "id": "01a4d8f0-9a00-7c4e-8d2f-3b6a5c4d3e2f", "stream": "tenant-01a4d8f0-9a00-7c4e-8d2f-3b6a5c4d3e2f", "version": 1, "updatedAt": "2026-11-26T02:46:00.000Z", "name": "Ada's shop", "ownerId": "u1", "status": "ACTIVE" }]
                },
                "Profile": {
                  "description": "Where a profile stands, and the members of its state: the account, its membership and its access. A member without a value is not there.",
                  "type": "object",
                  "properties": {
                    "id": { "type": "string" },
                    "stream": { "type": "string" },
                    "version": { "type": "integer", "minimum": 1 },
                    "updatedAt": { "type": ["string", "null"], "format": "date-time" },
                    "flow": { "type": ["string", "null"] },
                    "stage": { "type": "string", "description": "In the flow that the subject is in." },
                    "status": { "type": "string", "description": "What lists filter by." },
                    "email": { "type": "string" },
                    "firstName": { "type": "string" },
                    "lastName": { "type": "string" },
                    "phone": { "type": "string" },
                    "isEmailVerified": { "type": "boolean" },
                    "method": { "type": "string", "description": "How the identity was proven." },
                    "source": { "type": "string" },
                    "role": { "type": "string" },
                    "tenantId": { "type": "string" },
                    "identities": { "type": "integer", "minimum": 0, "description": "How many further identities are theirs." },
                    "membership_plan": { "type": "string" },
                    "subscription_status": { "type": ["string", "null"] },
                    "is_onboarded": { "type": "boolean" },
                    "onboarding_started_at": { "type": ["string", "null"], "format": "date-time" },
                    "onboarding_completed_at": { "type": ["string", "null"], "format": "date-time" },
                    "is_comped": { "type": "boolean" },
                    "stripe_customer_id": { "type": ["string", "null"] },
                    "stripe_subscription_id": { "type": ["string", "null"] },
                    "subscription_start_date": { "type": ["string", "null"], "format": "date-time" },
                    "subscription_end_date": { "type": ["string", "null"], "format": "date-time" },
                    "membership_variant": { "type": "string" },
                    "middle_name": { "type": "string" },
                    "preferred_name": { "type": "string" },
                    "birth_date": { "type": "string", "format": "date" },
                    "birth_time": { "type": "string" },
                    "birth_city": { "type": "string" },
                    "birth_region": { "type": "string" },
                    "birth_country": { "type": "string" },
                    "birth_lat": { "type": "number" },
                    "birth_lon": { "type": "number" },
                    "timezone": { "type": "string" },
                    "zodiac_sign": { "type": "string" },
                    "birth_chart": { "$ref": "#/components/schemas/BirthChart" },
                    "accessRole": { "type": "string" },
                    "requestedRole": { "type": "string" },
                    "merchantStage": { "type": "string" },
                    "merchantVariant": { "type": "string" },
                    "merchantOnboarded": { "type": "boolean" },
                    "createdAt": { "type": "string", "format": "date-time" }
                  },
                  "required": ["id", "stream", "version"],
                  "additionalProperties": false,
                  "examples": [{ "id": "u1", "stream": "profile-u1", "version": 1, "updatedAt": "2026-11-26T02:46:00.000Z", "email": "ada@example.com" }]
                },
                "SessionPage": {
                  "type": "object",
                  "properties": {
                    "items": { "type": "array", "items": { "$ref": "#/components/schemas/Session" } },
                    "next": { "type": ["integer", "null"] }
                  },
                  "required": ["items", "next"],
                  "additionalProperties": false,
                  "examples": [{ "items": [], "next": null }]
                },
                "TenantPage": {
                  "type": "object",
                  "properties": {
                    "items": { "type": "array", "items": { "$ref": "#/components/schemas/Tenant" } },
                    "next": { "type": ["integer", "null"] }
                  },
                  "required": ["items", "next"],
                  "additionalProperties": false,
                  "examples": [{ "items": [], "next": null }]
                },
                "ProfilePage": {
                  "type": "object",
                  "properties": {
                    "items": { "type": "array", "items": { "$ref": "#/components/schemas/Profile" } },
                    "next": { "type": ["integer", "null"] }
                  },
                  "required": ["items", "next"],
                  "additionalProperties": false,
                  "examples": [{ "items": [], "next": null }]
                }
              }
            }
            """##,
        "openapi/upkeep.json": ##"""
            {
              "tag": { "name": "Upkeep", "description": "Erasing people, exporting and copying the ledger." },
              "operations": {
                "GET /v1/ledger/export": {
                  "id": "exportLog",
                  "description": "The log line by line, each event with its salt and hash, so that an import into an empty ledger gives the same hashes. As the ledger's own JSON lines or as CloudEvents 1.0. It is broken off, without the body's end, when somebody was erased meanwhile: begin again.",
                  "query": {
                    "format": { "description": "How events are written.", "schema": { "type": "string", "enum": ["jsonl", "cloudevents"], "default": "jsonl" } },
                    "from": { "description": "The first position.", "schema": { "type": "integer", "minimum": 1, "default": 1 } },
                    "to": { "description": "The last position; without it, the log's.", "schema": { "type": "integer", "minimum": 1 } }
                  },
                  "answers": { "200": { "description": "The lines.", "schema": "Lines", "media": "application/jsonl" } },
                  "problems": { "404": ["ledger.position_not_found"] }
                },
                "GET /v1/admin/backup": {
                  "id": "takeBackup",
                  "description": "A consistent copy of the log as it is when the request is answered, made while everything goes on, as one SQLite file: credentials, keys and people's data included. `onboard restore FILE --root HEX --data NEW` checks every hash and makes the rest anew. One at a time: 409 while another one is made or sent.",
                  "answers": { "200": { "description": "The copy; `Onboard-Size` and `Onboard-Root` say how many events it holds and their Merkle root.", "schema": "Copy", "media": "application/vnd.sqlite3", "headers": ["Onboard-Size", "Onboard-Root"] } },
                  "problems": { "400": ["request.invalid_query"], "409": ["ledger.work_running"] }
                },
                "POST /v1/admin/erase": {
                  "id": "erasePerson",
                  "takes": ["idempotencyKey"],
                  "description": "Takes a person's personal data out of the log, the read models, the vault and the files' free pages; chain, proofs and analytics stay. The subject is an email, a user id or a stream; the person behind it is erased in every stream. An email leads to the sign-ups and profiles that it belongs to, and to users whose token had proven it as they filled in a wizard or a flow, and on to all that is theirs; where it only stands in a stream of somebody else, who may have typed any, the email goes and the rest stays: `mentionedIn` names such streams. If one is the person's, erase its `userId` too. Erasing again appends nothing and answers the earlier receipt.",
                  "request": "Erasure",
                  "answers": { "200": { "description": "The receipt.", "schema": "ErasureReceipt" } },
                  "problems": {
                    "400": ["request.invalid_query", "erasure.not_a_person", "erasure.reason_is_personal"],
                    "404": ["erasure.subject_not_found"]
                  }
                },
                "GET /v1/admin/erasures/{id}": {
                  "id": "readErasure",
                  "description": "The receipt of an erasure, as the log tells it.",
                  "path": { "id": "The erasure's id." },
                  "answers": { "200": { "description": "The receipt.", "schema": "ErasureReceipt" } },
                  "problems": { "400": ["request.invalid_query"], "404": ["erasure.not_found"] }
                }
              },
              "schemas": {
                "Copy": { "type": "string", "format": "binary", "description": "An SQLite file." },
                "Erasure": {
                  "type": "object",
                  "properties": {
                    "subject": { "type": "string", "minLength": 1, "description": "An email, a user id or a stream's name." },
                    "reason": { "type": "string", "minLength": 1, "maxLength": 500, "description": "Stays in the log for good; must not hold the person's data." }
                  },
                  "required": ["subject", "reason"],
                  "additionalProperties": false,
                  "examples": [{ "subject": "ada@example.org", "reason": "Asked for it on 26 November." }]
                },
                "ErasureReceipt": {
                  "type": "object",
                  "properties": {
                    "id": { "type": "string", "description": "Its stream is erasure-<id>." },
                    "position": { "type": "integer", "minimum": 1, "description": "Where the log tells of it." },
                    "erasedAt": { "type": "string", "format": "date-time" },
                    "erasedBy": { "$ref": "#/components/schemas/Actor" },
                    "reason": { "type": "string" },
                    "streams": { "type": "array", "items": { "type": "string" }, "description": "The streams that lost something." },
                    "events": { "type": "integer", "minimum": 0, "description": "How many events lost something." },
                    "positions": {
                      "type": "array",
                      "items": { "type": "array", "items": { "type": "integer" }, "minItems": 2, "maxItems": 2 },
                      "description": "First and last position of each run of them."
                    },
                    "secrets": { "type": "integer", "minimum": 0, "description": "How many password hashes, tokens and kept answers went with it." },
                    "mentionedIn": {
                      "type": "array",
                      "items": {
                        "type": "object",
                        "properties": {
                          "stream": { "type": "string" },
                          "userId": { "type": "string", "description": "Whose stream it is, where its name says so. If they are the person, erase this user id too." }
                        },
                        "required": ["stream"],
                        "additionalProperties": false
                      },
                      "description": "Streams of others that lost nothing but an email of the person: anybody may have typed it there."
                    },
                    "alreadyErased": { "type": "boolean", "description": "True when nothing was left: the receipt of the earlier erasure." },
                    "scrubbed": { "type": "boolean", "description": "False while a reader keeps an old state in the files; they are scrubbed within a minute of its end." }
                  },
                  "required": ["id", "position", "erasedAt", "erasedBy", "reason", "streams", "events", "positions", "secrets", "mentionedIn", "alreadyErased", "scrubbed"],
                  "additionalProperties": false,
                  "examples": [
                    {
                      "id": "01a4d8f0-9a00-7c4e-8d2f-3b6a5c4d3e2f", "position": 12, "erasedAt": "2026-11-26T02:46:00.000Z", "erasedBy": { "kind": "admin", "id": "root" },
                      "reason": "Asked for it.", "streams": ["profile-u1"], "events": 2, "positions": [[3, 4]], "secrets": 1, "mentionedIn": [{ "stream": "wizard-u2", "userId": "u2" }], "alreadyErased": false, "scrubbed": true
                    }
                  ]
                }
              }
            }
            """##,
        "openapi/webhooks.json": ##"""
            {
              "tag": { "name": "Webhooks", "description": "Where providers tell what happened on their side. What cannot be verified leaves a counter and nothing else." },
              "operations": {
                "POST /api/stripe/webhook": {
                  "id": "takeStripeDelivery",
                  "description": "Takes a delivery of the payment provider. The signature over the raw bytes is checked first, then its age of at most 300 seconds either way. Repetitions change nothing; types that mean nothing here are acknowledged.",
                  "security": "stripeSignature",
                  "request": "StripeDelivery",
                  "answers": { "200": { "description": "Taken, now or before.", "schema": "Received" } },
                  "problems": { "400": ["webhook.invalid_signature", "webhook.stale_signature", "webhook.invalid_event"] }
                },
                "POST /api/webhooks/cal": {
                  "id": "takeCalDelivery",
                  "description": "Takes a delivery of the calendar: bookings made, moved, called off, refused, and meetings held. The signature over the raw bytes is checked first. Repetitions change nothing; a space that is not known is noted and acknowledged.",
                  "security": "calSignature",
                  "request": "CalDelivery",
                  "answers": { "200": { "description": "Taken, now or before.", "schema": "Received" } },
                  "problems": { "400": ["webhook.invalid_signature", "webhook.invalid_event"] }
                }
              },
              "schemas": {
                "StripeDelivery": {
                  "description": "An event as Stripe sends it.",
                  "type": "object",
                  "properties": {
                    "id": { "type": "string" },
                    "type": { "type": "string" },
                    "created": { "type": "integer" },
                    "data": { "type": "object", "properties": { "object": { "type": "object" } }, "required": ["object"] }
                  },
                  "required": ["id", "type", "data"],
                  "examples": [
                    { "id": "evt_1", "object": "event", "type": "checkout.session.completed", "created": 1790000000, "data": { "object": { "id": "cs_test_a1", "object": "checkout.session" } } }
                  ]
                },
                "CalDelivery": {
                  "description": "An event as Cal.com sends it.",
                  "type": "object",
                  "properties": {
                    "triggerEvent": { "type": "string" },
                    "createdAt": { "type": "string" },
                    "payload": { "type": "object" }
                  },
                  "required": ["triggerEvent"],
                  "examples": [
                    { "triggerEvent": "BOOKING_CREATED", "createdAt": "2026-11-26T02:46:00.000Z", "payload": { "uid": "kFJ2x", "metadata": { "spaceId": "01a4d8f0-9a00-7c4e-8d2f-3b6a5c4d3e2f" } } }
                  ]
                },
                "Received": {
                  "type": "object",
                  "properties": { "received": { "type": "boolean", "description": "True." } },
                  "required": ["received"],
                  "additionalProperties": false,
                  "examples": [{ "received": true }]
                }
              }
            }
            """##,
        "openapi/wizard.json": ##"""
            {
              "tag": { "name": "Wizard", "description": "The auto-saving wizard: each person's own, found by the access token and never by the body; and the tenant that comes of it." },
              "operations": {
                "GET /system/onboarding/resume": {
                  "id": "resumeWizard",
                  "alsoAt": ["/api/system/onboarding/resume"],
                  "description": "Where the person is, with all that is filled in. Who has not begun is at step 0, version 0.",
                  "takes": ["ifNoneMatch"],
                  "answers": { "200": { "description": "The progress.", "schema": "WizardProgress", "headers": ["ETag"] } },
                  "problems": { "400": ["onboarding.invalid_user"] }
                },
                "POST /system/onboarding/save-step": {
                  "id": "saveWizardStep",
                  "alsoAt": ["/api/system/onboarding/save-step"],
                  "description": "Merges a step's fields into what is filled in: absent fields are kept, null clears. A stale version is told what changed since, by whom and when. Saving what is stored changes nothing.",
                  "takes": ["idempotencyKey", "variant", "ifMatch"],
                  "request": "SaveStep",
                  "answers": { "200": { "description": "Saved.", "schema": "StepSaved", "headers": ["ETag"] } },
                  "problems": {
                    "400": ["onboarding.invalid_step", "onboarding.invalid_step_data", "onboarding.step_data_too_large", "onboarding.invalid_user"],
                    "409": ["request.version_conflict", "onboarding.already_completed", "onboarding.tenant_closed"],
                    "429": ["onboarding.save_rate_limited"]
                  }
                },
                "GET /system/onboarding/status": {
                  "id": "readWizardStatus",
                  "alsoAt": ["/api/system/onboarding/status"],
                  "description": "How far the person's onboarding is; may be kept for 30 seconds. The `ETag` changes with the status.",
                  "takes": ["ifNoneMatch"],
                  "answers": { "200": { "description": "The status.", "schema": "WizardStatus", "headers": ["ETag", "Cache-Control"] } },
                  "problems": { "400": ["onboarding.invalid_user"] }
                },
                "POST /onboarding/initialize": {
                  "id": "initializeTenant",
                  "alsoAt": ["/api/onboarding/initialize", "/system/onboarding/initialize", "/api/system/onboarding/initialize"],
                  "description": "Makes the person's tenant and begins its onboarding; asked again, or twice at once, it answers with the one that there is.",
                  "takes": ["idempotencyKey", "ifMatch"],
                  "request": "InitializeTenant",
                  "answers": {
                    "201": { "description": "The tenant was made.", "schema": "InitializedTenant", "headers": ["ETag"] },
                    "200": { "description": "There was one.", "schema": "InitializedTenant", "headers": ["ETag"] }
                  },
                  "problems": { "400": ["onboarding.invalid_user"], "409": ["onboarding.tenant_closed", "request.version_conflict"] }
                },
                "POST /onboarding/complete": {
                  "id": "completeTenant",
                  "alsoAt": ["/api/onboarding/complete", "/system/onboarding/complete", "/api/system/onboarding/complete"],
                  "description": "Completes the onboarding of the person's tenant: accounts and a fiscal year in one append, then the identity provider is told. When it does not take it, the completion is undone, and can be tried again.",
                  "takes": ["idempotencyKey", "ifMatch"],
                  "request": "CompleteTenant",
                  "requestIsOptional": true,
                  "answers": { "200": { "description": "Complete, now or before.", "schema": "CompletedTenant", "headers": ["ETag"] } },
                  "problems": {
                    "400": ["onboarding.invalid_user"],
                    "403": ["onboarding.not_owner"],
                    "404": ["onboarding.tenant_not_found"],
                    "409": ["onboarding.not_initialized", "onboarding.tenant_closed", "request.version_conflict"],
                    "500": ["onboarding.identity_sync_failed"]
                  }
                },
                "POST /api/revalidate-onboarding": {
                  "id": "revalidateStatus",
                  "description": "Asks that nothing old be said of a person's status; this server never does.",
                  "takes": ["idempotencyKey"],
                  "request": "Revalidate",
                  "answers": { "200": { "description": "So it is.", "schema": "Revalidated" } }
                },
                "POST /v1/admin/tenants/{id}/reopen": {
                  "id": "reopenTenant",
                  "description": "Opens a tenant that was closed.",
                  "takes": ["idempotencyKey", "ifMatch"],
                  "path": { "id": "The tenant's id." },
                  "request": "ReopenTenant",
                  "requestIsOptional": true,
                  "answers": { "200": { "description": "The tenant is open.", "schema": "ReopenedTenant", "headers": ["ETag"] } },
                  "problems": { "404": ["onboarding.tenant_not_found"], "409": ["request.version_conflict"] }
                },
                "POST /jobs/cleanup-abandoned-tenants": {
                  "id": "cleanUpTenants",
                  "description": "Closes tenants whose onboarding was left unfinished for over seven days. Runs daily at 02:00 UTC by itself, too.",
                  "takes": ["idempotencyKey"],
                  "answers": { "200": { "description": "What was closed.", "schema": "ClosedTenants" } }
                }
              },
              "schemas": {
                "OnboardingStatus": { "type": "string", "enum": ["NEW", "IN_PROGRESS", "COMPLETED"] },
                "WizardProgress": {
                  "type": "object",
                  "properties": {
                    "userId": { "type": "string" },
                    "tenantId": { "type": ["string", "null"] },
                    "currentStep": { "type": "integer", "minimum": 0, "maximum": 3 },
                    "stepData": { "type": "object" },
                    "version": { "type": "integer", "minimum": 0 },
                    "status": { "$ref": "#/components/schemas/OnboardingStatus" },
                    "updatedAt": { "type": ["string", "null"], "format": "date-time" }
                  },
                  "required": ["userId", "tenantId", "currentStep", "stepData", "version", "status", "updatedAt"],
                  "additionalProperties": false,
                  "examples": [{ "userId": "u1", "tenantId": null, "currentStep": 0, "stepData": {}, "version": 0, "status": "NEW", "updatedAt": null }]
                },
                "SaveStep": {
                  "type": "object",
                  "properties": {
                    "step": { "type": "integer", "minimum": 0, "maximum": 3 },
                    "data": { "type": "object", "description": "The step's fields; at most 64 KiB." },
                    "version": { "type": "integer", "minimum": 0, "maximum": 2147483647, "description": "The version that the change is based on." }
                  },
                  "required": ["step", "data", "version"],
                  "examples": [{ "step": 1, "data": { "phoneNumber": "+44 20 7946 0000" }, "version": 3 }]
                },
                "StepSaved": {
                  "type": "object",
                  "properties": {
                    "version": { "type": "integer", "minimum": 0 },
                    "currentStep": { "type": "integer", "minimum": 0, "maximum": 3 },
                    "savedAt": { "type": "string", "format": "date-time" }
                  },
                  "required": ["version", "currentStep", "savedAt"],
                  "additionalProperties": false,
                  "examples": [{ "version": 4, "currentStep": 1, "savedAt": "2026-11-26T02:46:00.000Z" }]
                },
                "WizardStatus": {
                  "type": "object",
                  "properties": { "status": { "$ref": "#/components/schemas/OnboardingStatus" } },
                  "required": ["status"],
                  "additionalProperties": false,
                  "examples": [{ "status": "IN_PROGRESS" }]
                },
                "InitializeTenant": {
                  "type": "object",
                  "properties": {
                    "accountType": { "type": "string", "enum": ["personal", "business", "accountant"] },
                    "entityName": { "type": "string", "minLength": 1, "maxLength": 255 },
                    "country": { "type": "string", "description": "ISO 3166-1 alpha-2, in either case.", "minLength": 2, "maxLength": 2 },
                    "currency": { "type": "string", "description": "ISO 4217, in either case.", "minLength": 3, "maxLength": 3 },
                    "entityType": { "type": ["string", "null"], "description": "The legal form, as the person names it.", "minLength": 1, "maxLength": 255 },
                    "fiscalYearStart": { "type": ["integer", "null"], "description": "The month in which the fiscal year begins; January without it.", "minimum": 1, "maximum": 12 },
                    "phoneNumber": { "type": ["string", "null"], "description": "5 to 20 digits, with spaces and `+ ( ) - . /` among them.", "minLength": 5, "maxLength": 40 },
                    "timezone": { "type": ["string", "null"], "minLength": 1, "maxLength": 255 },
                    "taxId": { "type": ["string", "null"], "minLength": 1, "maxLength": 50 },
                    "address": { "type": ["string", "null"], "description": "A text, line breaks included.", "minLength": 1, "maxLength": 1000 }
                  },
                  "required": ["accountType", "entityName", "country", "currency"],
                  "examples": [{ "accountType": "business", "entityName": "Analytical Engines", "country": "GB", "currency": "GBP", "fiscalYearStart": 4 }]
                },
                "InitializedTenant": {
                  "type": "object",
                  "properties": { "tenantId": { "type": "string" }, "message": { "type": "string" } },
                  "required": ["tenantId"],
                  "additionalProperties": false,
                  "examples": [{ "tenantId": "01a4d8f0-9a00-7c4e-8d2f-3b6a5c4d3e2f" }]
                },
                "CompleteTenant": {
                  "type": "object",
                  "properties": { "tenantId": { "type": ["string", "null"], "description": "The person's own when absent." } },
                  "examples": [{}]
                },
                "CompletedTenant": {
                  "type": "object",
                  "properties": { "success": { "type": "boolean", "description": "True." }, "tenantId": { "type": "string" }, "message": { "type": "string" } },
                  "required": ["success", "tenantId"],
                  "additionalProperties": false,
                  "examples": [{ "success": true, "tenantId": "01a4d8f0-9a00-7c4e-8d2f-3b6a5c4d3e2f" }]
                },
                "Revalidate": {
                  "type": "object",
                  "properties": { "userId": { "type": "string", "minLength": 1 } },
                  "required": ["userId"],
                  "examples": [{ "userId": "u1" }]
                },
                "Revalidated": {
                  "type": "object",
                  "properties": { "revalidated": { "type": "boolean", "description": "True." } },
                  "required": ["revalidated"],
                  "additionalProperties": false,
                  "examples": [{ "revalidated": true }]
                },
                "ReopenTenant": {
                  "type": "object",
                  "properties": { "reason": { "type": ["string", "null"], "minLength": 1, "maxLength": 500 } },
                  "examples": [{ "reason": "They came back." }]
                },
                "ReopenedTenant": {
                  "type": "object",
                  "properties": { "tenantId": { "type": "string" }, "status": { "type": "string", "const": "ACTIVE" } },
                  "required": ["tenantId", "status"],
                  "additionalProperties": false,
                  "examples": [{ "tenantId": "01a4d8f0-9a00-7c4e-8d2f-3b6a5c4d3e2f", "status": "ACTIVE" }]
                },
                "ClosedTenants": {
                  "type": "object",
                  "properties": {
                    "closedCount": { "type": "integer", "minimum": 0 },
                    "tenantIds": { "type": "array", "items": { "type": "string" } }
                  },
                  "required": ["closedCount", "tenantIds"],
                  "additionalProperties": false,
                  "examples": [{ "closedCount": 0, "tenantIds": [] }]
                }
              }
            }
            """##,
        "sql/audit.v1.sql": ##"""
            -- Where the log has what: derived like the read models, made anew whenever in doubt. Holds numbers
            -- only: no name, no payload.

            -- Which events of a block (65,536 positions) have a term. Rows are written block by block, in the
            -- order of their keys, and never change.
            CREATE TABLE posting (
                key INTEGER PRIMARY KEY,        -- the block's number * 2^32 + the term
                places BLOB NOT NULL            -- 16-bit places within the block, or one bit for each place
            ) STRICT;

            -- The blocks that are whole, from 0 without a gap.
            CREATE TABLE block (
                number INTEGER PRIMARY KEY,
                hash BLOB NOT NULL              -- of its last event: the index is of that log
            ) STRICT;
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
        "sql/ledger.v3.sql": ##"""
            -- How claims changed since `claim` was last brought up to date, in the order of the changes. Keys
            -- fall anywhere, so each alone would rewrite a page of that table.
            CREATE TABLE claim_change (
                id INTEGER PRIMARY KEY,
                key BLOB NOT NULL,
                stream INTEGER NOT NULL         -- 0: given up
            ) STRICT;
            """##,
        "sql/ledger.v4.sql": ##"""
            -- The digest of an event's data as it was recorded, which the hash covers; kept once some of the
            -- data was taken out because it named a person who was erased.
            ALTER TABLE event ADD COLUMN data_digest BLOB;
            """##,
        "sql/ledger.v5.sql": ##"""
            -- The identity provider is told of a completion because the queue says so, as mails are sent, and no
            -- longer because the tenant's state does, which an import brings too. What is pending when a ledger
            -- comes to this format is put there.
            INSERT INTO effect (cause, kind, attempts, due_at)
            SELECT completed.position, 'sync.identity', 0, completed.recorded_at
            FROM event AS completed
            JOIN event_type AS type ON type.id = completed.type AND type.name = 'OnboardingCompleted'
            JOIN stream ON stream.id = completed.stream AND stream.name LIKE 'tenant-%'
            WHERE NOT EXISTS (
                SELECT 1 FROM event AS later JOIN event_type ON event_type.id = later.type
                WHERE later.stream = completed.stream AND later.version > completed.version
                AND event_type.name IN ('OnboardingCompleted', 'IdentitySynced', 'IdentitySyncFailed')
            );
            """##,
        "sql/views-index.v1.sql": ##"""
            -- What only makes questions to the read models fast; also for files that were made without it.

            -- The sessions that wait, a few of all: jobs ask for them every minute.
            CREATE INDEX IF NOT EXISTS session_active ON session (flow) WHERE status = 'active';
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

            -- Journeys as packed words, so that the first funnel after a start need not read the log: what a
            -- flow's parts are made by, and the position that they are true for.
            CREATE TABLE journey (
                flow TEXT PRIMARY KEY,
                definition TEXT NOT NULL,
                position INTEGER NOT NULL,
                header BLOB NOT NULL,
                digest BLOB NOT NULL            -- over all of the above and the digest of each part
            ) STRICT, WITHOUT ROWID;

            CREATE TABLE journey_part (
                flow TEXT NOT NULL,
                number INTEGER NOT NULL,
                data BLOB NOT NULL,
                digest BLOB NOT NULL,
                PRIMARY KEY (flow, number)
            ) STRICT;
            """##,
    ]
}
