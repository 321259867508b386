import EventLog
import JSON
import Onboarding
import Time

/// An email that a person's token says is theirs.
public struct ProvenEmail: Sendable, Hashable {
    public var email: String
    /// When the issuer said so; nil when that is not known.
    public var saidAt: Timestamp?

    public init(_ email: String, saidAt: Timestamp?) { (self.email, self.saidAt) = (email, saidAt) }
}

/// What is known of the request that a command came with; recorded beside its events.
public struct RequestFacts: Sendable, Hashable {
    /// The request's id: the correlation id of everything that it leads to.
    public var requestID: String
    /// Personal, as is the user agent: kept in the event's origin, where an erasure finds it (L14).
    public var ipAddress: String?
    public var userAgent: String?
    /// As it came (W3C Trace Context).
    public var traceparent: String?
    /// Kept in the origin too: where no profile says whose email it is, an erasure by email finds
    /// the person by it (L14).
    public var provenEmail: ProvenEmail?
    /// The experiment's variant that the caller was given; recorded with whoever begins (D4).
    public var variant: String?

    public init(
        requestID: String, ipAddress: String? = nil, userAgent: String? = nil,
        traceparent: String? = nil, variant: String? = nil
    ) {
        self.requestID = requestID
        self.ipAddress = ipAddress
        self.userAgent = userAgent
        self.traceparent = traceparent
        self.variant = variant
    }

    /// Metadata for what this request leads to, caused by who acted.
    package func metadata(_ kind: EventActor.Kind, _ id: String) -> EventMetadata {
        var metadata = EventMetadata(
            actor: EventActor(kind: kind, id: id), correlationID: requestID, origin: origin)
        metadata.variant = variant
        return metadata
    }

    /// Nil when nothing is known.
    private var origin: [UInt8]? {
        let isKnown = [ipAddress, userAgent, traceparent, provenEmail?.email].contains { $0 != nil }
        guard isKnown else { return nil }
        return JSONWriter.encode { writer in
            writer.object { writer in
                writer.member("ip", ipAddress)
                writer.member("userAgent", userAgent)
                writer.member("traceparent", traceparent)
                writer.member("email", provenEmail?.email)
            }
        }
    }
}

extension RecordedEvent {
    /// The email that the user who caused the event had proven; nil when it is not known.
    var provenEmail: String? {
        guard actor.kind == .user, let origin,
            let text = try? JSONValue(recorded: origin)["email"]?.stringValue
        else { return nil }
        return EmailAddress.validated(text)
    }
}
