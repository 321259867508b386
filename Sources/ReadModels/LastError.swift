import EventLog
import JSON
import Onboarding
import Time

/// What a subject was refused last (contract D2, `lastError`).
public struct LastError: Sendable, Hashable {
    /// The refusal's stable word, such as `onboarding.invalid_otp`.
    public let code: String
    /// The step or stage at which it was tried; nil where only the refusal is known.
    public let step: String?
    /// When it was refused.
    public let at: Timestamp
    /// The event that tells of the refusal.
    public let position: GlobalPosition
}

extension LogReader {
    /// The last refusal of a subject, beside its stream or, for one that changed its state, in it;
    /// nil when it never met one.
    ///
    /// Costs two look-ups and the subject's own events back to its last refusal.
    ///
    /// - Parameter flow: in which it was refused; nil for any.
    /// - Parameter bound: refusals outside of it are passed by; nil for none.
    package func lastError(
        of subject: StreamID, in flow: String? = nil, within bound: LogBound? = nil
    ) throws -> LastError? {
        let beside = try StreamID("refusals-\(subject.name)").flatMap {
            try newestError(in: $0, flow, bound)
        }
        guard let own = try newestError(in: subject, flow, bound) else { return beside }
        guard let beside, beside.position > own.position else { return own }
        return beside
    }

    /// Looks back from the stream's newest event; nil for a stream without a refusal.
    private func newestError(in stream: StreamID, _ flow: String?, _ bound: LogBound?) throws
        -> LastError?
    {
        guard let streamID = try internedID(of: stream) else { return nil }
        var found: LastError?
        try scanNewest(stream: streamID) { row in
            if let bound, !bound.includes(row) { return true }
            guard let kind = EventKind(try type(row.typeID).name, in: stream.category) else {
                return true
            }
            let words = try RefusalWords(kind, row).flatMap { words in
                flow == nil || words.flow == nil || words.flow == flow ? words : nil
            }
            found = words.map { words in
                LastError(
                    code: words.code, step: words.step, at: row.time,
                    position: GlobalPosition(rawValue: row.position))
            }
            return found == nil
        }
        return found
    }
}

/// What an event says was refused.
struct RefusalWords {
    /// The refusal's stable word.
    let code: String
    /// The flow in which it was tried; nil where the event does not say.
    var flow: String?
    /// The step or stage at which it was tried; nil where the event does not say.
    var step: String?
    /// JSON Pointers to the fields that were wrong.
    var fields: [String] = []

    /// Nil for an event that is no refusal.
    init?(_ kind: EventKind, _ row: EventCursor) throws {
        switch kind {
        case .commandRefused:
            let event = unsafe try row.withData { data in
                unsafe try CommandRefused(decoding: data)
            }
            (code, flow) = (event.code, event.flow)
            (step, fields) = (event.step, event.fields)
        case .verificationCodeRefused:
            let event = unsafe try row.withData { data in
                unsafe try VerificationCodeRefused(decoding: data)
            }
            code =
                event.isVoided
                ? SignUpRejection.otpAttemptsExceeded(retryAfterSeconds: 0).code
                : SignUpRejection.invalidOTP.code
        case .checkoutFailed: code = SignUpRejection.paymentProviderUnavailable.code
        default: return nil
        }
    }
}
