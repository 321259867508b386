import Digest
import HTTPServer
import JSON
import Onboarding
import OnboardingLedger

/// Whether a page is open, and what is still owed (contracts G1, X3, and K13 with its own names).
///
/// The subject is the caller: by token, for a sign-up by `sessionToken`, for a call by `space`,
/// whose id is all that its people share. Persons may name themselves as `subject`, by the token's
/// own or by the id of the user who they are (S10); who has the scope `gate:read` may name
/// another's: a user's id, a session's, a space's, or a declared flow's subject.
enum GateEndpoints {
    static let routes = [
        Route(
            .get, "/v1/gate", .anybodyOrPerson, isPersonal: true,
            "Whether the caller may see a page, and where to go otherwise.", reply: gate
        ).recordingVariant(),
        Route(
            .get, "/v1/onboarding/route", .sessionToken, isPersonal: true,
            "Where the session belongs, and whether a page is open to it.", reply: route),
        Route(
            .get, "/v1/flows/{flow}/requirements", .anybodyOrPerson, isPersonal: true,
            "What a subject of the flow still owes.", later: requirements),
    ]

    /// Answers from memory on the event loop; what memory lacks is read in a task.
    private static func reply(
        _ core: APICore, _ question: GateQuestion, _ visitor: GateVisitor,
        _ respond: @escaping @Sendable (GateAnswer) -> HTTPResponse
    ) throws -> Route.Reply {
        if let answer = try core.ledger.rememberedGate(question, for: visitor) {
            return .now(respond(answer))
        }
        core.metrics.count(.gateMisses)
        return .later { respond(try await core.ledger.gate(question, for: visitor)) }
    }

    // MARK: G1

    /// Tells answers of one version apart by where they send the person, now and later.
    private static func mark(of answer: GateAnswer) -> String {
        let decision = answer.decision
        let said = [decision.location, decision.reason, decision.returnURL].map { $0 ?? "" }
        return String(SHA256.hash(utf8: said.joined(separator: " ")).hex.prefix(8))
    }

    /// G1: `{decision, location, reason, version, returnUrl?, navigation?}`. The tag is the version
    /// of the stream that was decided on, with a mark in a team's own flow and for a call; none for
    /// who cannot go on. 400 `request.invalid_query`, 404 `flow.not_declared`,
    /// `onboarding.session_not_found` or the space's; 401 and 403 for somebody else's `subject`.
    private static func gate(_ core: APICore, _ call: Call) throws -> Route.Reply {
        let query = try GateQuery(call.request, known: GateQuery.gateNames)
        guard let flow = query.flow, !flow.isEmpty else {
            throw GateQuery.missing("flow", "a flow's id, as GET /v1/flows has them")
        }
        guard query.mayNameUser(of: call.caller, in: flow) else {
            return try answer(core, query, flow, call)
        }
        return .later {
            let call = try await asNamed(core, query, flow, call)
            switch try answer(core, query, flow, call) {
            case .now(let response): return response
            case .later(let work): return try await work()
            }
        }
    }

    /// The call as that of the user whom the person names, if it is themself (S10); as it is for
    /// whoever names nobody or a stranger.
    private static func asNamed(
        _ core: APICore, _ query: GateQuery, _ flow: String, _ call: Call
    ) async throws -> Call {
        guard query.mayNameUser(of: call.caller, in: flow), var bearer = call.caller.person,
            let id = try await userID(core, flow, bearer.person)
        else { return call }
        bearer.id = id
        guard Caller.person(bearer).isOwner(query.subject) else { return call }
        var call = call
        call.caller = .person(bearer)
        return call
    }

    /// G1, once it is known who asks.
    private static func answer(
        _ core: APICore, _ query: GateQuery, _ flow: String, _ call: Call
    ) throws -> Route.Reply {
        let visitor = try query.visitor(of: flow, call.caller)
        let question = GateQuestion(
            flow: flow, path: try query.requiredPath(), returnURL: query.returnURL,
            firstSight: flow == MerchantFlow.declaration.flow
                ? firstSight(of: visitor, call).flatMap { AccessStanding($0) } : nil)
        let respond = { @Sendable (answer: GateAnswer) -> HTTPResponse in
            let body = { JSONWriter.encode(reserving: 256) { answer.write(to: &$0) } }
            // Who is signed out has no stream, and so no version that a later answer could share.
            if visitor == .signedOut || answer.isUntold { return .json(body()) }
            // A team's own flow may be declared anew, and one space has two kinds of visitors (F3):
            // neither moves a version.
            let isOfStream =
                flow != CallFlow.declaration.flow
                && FlowCatalogue.builtIn.flow(flow) != nil
            let marks = isOfStream ? [] : [mark(of: answer)]
            return .tagged(answer.version, marks, for: call.request, body)
        }
        let mayHavePaid = try mayHavePaid(question, visitor, core, call)
        if try mayHavePaid || isNewHere(question, visitor, core, call) {
            return .later {
                var mayAsk = mayHavePaid
                if mayAsk, let checkout = checkoutID(question.path) {
                    mayAsk = try await core.memberships.payerReturned(
                        from: checkout, as: call.bearer.id, call.facts)
                }
                let id = try await userID(core, flow, call.bearer.person)
                if mayAsk, let id {
                    try await core.memberships.payerReturned(userID: id, call.facts)
                }
                return respond(
                    try await core.ledger.gate(question, for: id.map { .subject($0) } ?? visitor))
            }
        }
        return try reply(core, question, visitor, respond)
    }

    /// The checkout that S2's success URL led back from; nil for none.
    private static func checkoutID(_ path: String) -> String? {
        try? HTTPRequest(method: .get, target: path).queryValue("session_id")
    }

    /// Whom a person's verified email leads to; asking records nothing. Memberships and merchants'
    /// access follow the profile, everything else what the identity has of its own.
    private static func userID(
        _ core: APICore, _ flow: String, _ person: Person
    ) async throws -> String? {
        [MembershipFlow.declaration.flow, MerchantFlow.declaration.flow].contains(flow)
            ? try await core.memberships.userID(meeting: person)
            : try await core.memberships.standIn(for: person)?.userID
    }

    /// True for a person whom a gate does not know, but whose verified email may be a user's: the
    /// first thing that another identity of theirs asks is this (S10).
    private static func isNewHere(
        _ question: GateQuestion, _ visitor: GateVisitor, _ core: APICore, _ call: Call
    ) throws -> Bool {
        guard let bearer = call.caller.person, visitor == .subject(bearer.id),
            bearer.person.verifiedEmail != nil
        else { return false }
        let known = try core.ledger.rememberedGate(question, for: visitor)
        return known == nil || known?.version == .empty
            || known?.decision.reason == "no_profile"
    }

    /// True for a person whom the payment's webhook may have missed: back on the page behind the
    /// payment, and about to be sent away for want of one (S10).
    private static func mayHavePaid(
        _ question: GateQuestion, _ visitor: GateVisitor, _ core: APICore, _ call: Call
    ) throws -> Bool {
        guard question.flow == MembershipFlow.declaration.flow,
            FlowDeclaration.page(of: question.path) == MembershipFlow.welcomePage,
            let bearer = call.caller.person, visitor == .subject(bearer.id)
        else { return false }
        return try core.ledger.rememberedGate(question, for: visitor)?.decision.isAllowed != true
    }

    /// What the merchants' door will make of the caller; nil when somebody else is asked about.
    private static func firstSight(of visitor: GateVisitor, _ call: Call) -> AccessState? {
        guard let bearer = call.caller.person, visitor == .subject(bearer.id) else { return nil }
        return AccessState(firstSightOf: bearer.access)
    }

    // MARK: K13

    /// K13: `{stage, route, allowed}`, with K0's refusals before any other.
    private static func route(_ core: APICore, _ call: Call) throws -> Route.Reply {
        let token = try SessionEndpoints.token(call.request)
        guard let path = call.request.queryValue("path"), GateQuery.isPath(path) else {
            throw Problem(
                .invalidBody, "path: expected a path such as /onboarding/business.",
                errors: [FieldProblem("path", "expected a path")])
        }
        let question = GateQuestion(flow: SignUpFlow.declaration.flow, path: path)
        return try reply(core, question, .signUp(token: token)) { answer in
            .tagged(answer.version, for: call.request) { routeBody(answer) }
        }
    }

    /// The stage as this token shows it (K1), and the page that belongs to it.
    private static func routeBody(_ answer: GateAnswer) -> [UInt8] {
        JSONWriter.encode { writer in
            writer.object { writer in
                writer.memberOrNull("stage", answer.stage)
                writer.memberOrNull(
                    "route", answer.stage.flatMap(SignUpFlow.declaration.route(forStage:)))
                writer.member("allowed", answer.decision.isAllowed)
            }
        }
    }

    // MARK: X3

    /// X3. Who is signed out gets 401, or 400 `onboarding.session_token_required` in the sign-up
    /// flow; a space of somebody else's does not exist.
    private static func requirements(_ core: APICore, _ call: Call) async throws -> HTTPResponse {
        let flow = call.parameters["flow"]
        let query = try GateQuery(call.request, known: GateQuery.subjectNames)
        let call = try await asNamed(core, query, flow, call)
        let visitor = try query.visitor(of: flow, call.caller)
        if visitor == .signedOut {
            if flow == SignUpFlow.declaration.flow { _ = try SessionEndpoints.token(call.request) }
            throw Authenticator.missing
        }
        let found = try await core.ledger.requirements(
            of: visitor, in: flow, shopFields: core.configuration.shopFields,
            firstSight: firstSight(of: visitor, call) ?? AccessState())
        if case .space = visitor, !call.caller.has(.gateRead),
            !call.caller.isOwner(found.ownerID)
        {
            throw CallRejection.spaceNotFound
        }
        return .json(JSONWriter.encode(reserving: 512) { found.requirements.write(to: &$0) })
    }
}
