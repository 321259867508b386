import EventLog

/// Why a queue does not take an element.
enum QueueRefusal: Error { case full, closed }

extension LogFailure {
    init(_ refusal: QueueRefusal) {
        switch refusal {
        case .full: self = .tooManyWaiting
        case .closed: self = .closing
        }
    }

    static let tooManyWaiting = LogFailure(
        .overloaded, "Too many requests wait already.", hint: "Try again shortly.")

    static let closing = LogFailure(.closed, "The ledger is closing.")
}
