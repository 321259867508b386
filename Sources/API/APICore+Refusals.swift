import HTTPServer
import JSON
import Onboarding
import OnboardingLedger

extension [Route] {
    /// The same routes, whose refusals are recorded beside their subjects.
    func refusing(_ subject: RefusedSubject) -> [Route] { map { $0.refusing(subject) } }
}

extension APICore {
    /// Statuses of refusals that a person can run into: bad fields, not allowed, not there,
    /// conflict, stale version, too often. Others are slips of the program that asks, or ours.
    private static let countedStatuses: Set<Int> = [400, 403, 404, 409, 412, 429]

    /// Tells the ledger of a refusal, once its answer is decided; what the subject's own stream
    /// says already is not said twice.
    ///
    /// - Parameter call: nil when nobody knows who asks; then it is only counted, so that strangers
    ///   cannot make the log grow.
    func note(_ problem: Problem, _ route: Route, _ call: Call?) {
        if problem.status == 401, route.access != .credentials {
            metrics.count(.requestsUnauthenticated)
        }
        guard let call, let refused = route.refused(problem.status),
            Self.countedStatuses.contains(problem.status),
            !problem.isRecorded,
            // A flow that is not served has no subjects, whatever its name.
            refused != .declared || problem.status != 404
        else { return }
        guard let (subject, actor) = subject(of: refused, call) else {
            return metrics.count(.refusalsWithoutSubject)
        }
        ledger.note(
            Refusal(
                of: .stream(subject), orElse: refused.isAdmins ? call.caller.stream : nil,
                flow: refused.flow(call), command: route.commandName,
                code: problem.code, fields: problem.errors.map(\.pointer),
                step: refused.hasSteps ? Self.step(call.request) : nil, actor: actor,
                facts: Self.facts(call, actor)))
    }

    /// With the email that is proven theirs of who is signed in: nothing else may tell whose it is,
    /// and an erasure by the email finds it (L14).
    private static func facts(_ call: Call, _ actor: EventActor) -> RequestFacts {
        actor.kind == .user && call.caller.person != nil ? call.ownFacts : call.facts
    }

    /// The refused subject's stream, and who acted; nil where the request does not tell.
    private func subject(of refused: RefusedSubject, _ call: Call) -> (StreamID, EventActor)? {
        switch refused {
        case .session:
            return Self.sessionToken(call.request).flatMap(signUps.stream(ofToken:)).map {
                ($0, EventActor(kind: .session, id: String($0.id)))
            }
        case .wizard: return person(call, "wizard")
        case .profile: return person(call, "profile")
        case .declared: return person(call, call.parameters["flow"])
        case .space:
            return StreamID("tenant-\(call.parameters["id"])").map {
                ($0, EventActor(kind: .webhook, id: "cal"))
            }
        case .user: return aimed(call, "profile")
        case .tenant: return aimed(call, "tenant")
        case .caller: return call.caller.stream.map { ($0, call.actor(as: Self.role(call))) }
        }
    }

    /// Whom the path names; for who may decide nothing about others, themself: strangers must not
    /// use up what an hour has room for of somebody else's.
    private func aimed(_ call: Call, _ category: String) -> (StreamID, EventActor)? {
        guard !call.caller.isAnonymous else { return nil }
        let stream =
            call.caller.has(.admin)
            ? StreamID("\(category)-\(call.parameters["id"])") : call.caller.stream
        return stream.map { ($0, call.actor(as: Self.role(call))) }
    }

    /// The role in which a refused person is recorded to have tried.
    private static func role(_ call: Call) -> EventActor.Kind {
        call.caller.has(.admin) ? .admin : .user
    }

    /// Tells the ledger of a sign-in that was refused: beside the account, if there is one. The
    /// answer does not tell whether there is, and takes as long (K16).
    func note(_ problem: Problem, signingInAs email: String, _ route: String, _ call: Call) {
        ledger.note(
            Refusal(
                of: .account(email: email), flow: Refusal.accessFlow, command: route,
                code: problem.code, actor: Refusal.anonymous, facts: call.facts))
    }

    /// The signed-in person's stream of a category; nil for a key or a stranger.
    private func person(_ call: Call, _ category: String) -> (StreamID, EventActor)? {
        guard let bearer = call.caller.person, let stream = StreamID("\(category)-\(bearer.id)")
        else { return nil }
        return (stream, EventActor(kind: .user, id: bearer.id))
    }

    /// In the body, or in the query where the body has none.
    private static func sessionToken(_ request: HTTPRequest) -> String? {
        let named = request.body.isEmpty ? nil : member("sessionToken", of: request)
        return named?.stringValue ?? request.queryValue("sessionToken")
    }

    /// The step that a save was for; nil for a number that no flow has.
    private static func step(_ request: HTTPRequest) -> String? {
        guard let step = member("step", of: request)?.intValue, (0..<64).contains(step) else {
            return nil
        }
        return String(step)
    }

    /// Nil also for a body that cannot be read: its refusal says so.
    private static func member(_ name: String, of request: HTTPRequest) -> JSONValue? {
        do throws(Problem) {
            var form = try Form(optional: request.body)
            return form.value(name, "anything")
        } catch { return nil }
    }
}

extension Caller {
    /// What is refused to the caller about nobody else is recorded beside this.
    fileprivate var stream: StreamID? {
        switch self {
        case .anonymous: nil
        case .person(let bearer): StreamID("profile-\(bearer.id)")
        case .key(let facts): Refusal.subject(ofKey: facts.id)
        }
    }
}

extension Route {
    /// Whose a refusal of the route is; nil where it is not worth counting.
    ///
    /// Of what takes a scope every forbidden attempt is, and every refused command.
    fileprivate func refused(_ status: Int) -> RefusedSubject? {
        if let refused { return refused }
        switch access {
        case .scope: return status == 403 || method != .get ? .caller : nil
        case .scopeOrOwn, .loopbackOrAdmin: return status == 403 ? .caller : nil
        default: return nil
        }
    }

    private static let folders = [
        "/api/system/onboarding/", "/system/onboarding/", "/api/onboarding/", "/v1/onboarding/",
        "/onboarding/", "/api/v1/", "/api/", "/v1/", "/",
    ]

    /// What is tried here, as the refusal names it: `email/verify`.
    var commandName: String {
        let folder = Self.folders.first { path.hasPrefix($0) } ?? ""
        return String(path.dropFirst(folder.count))
    }
}
