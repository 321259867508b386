import CSystem
import Glibc

/// Names what a readiness is about; chosen by the loop, carried by the kernel.
struct EpollToken: Hashable {
    let number: UInt64
}

/// Which readiness a descriptor is watched for, or has.
struct Readiness: OptionSet {
    let rawValue: UInt32

    static let readable = Readiness(rawValue: EPOLLIN.rawValue)
    static let writable = Readiness(rawValue: EPOLLOUT.rawValue)
    /// The peer has closed its side; seen even while reading is paused.
    static let peerClosed = Readiness(rawValue: EPOLLRDHUP.rawValue)
    /// Both sides are closed; always watched.
    static let hungUp = Readiness(rawValue: EPOLLHUP.rawValue)
    /// The socket has an error; always watched.
    static let failed = Readiness(rawValue: EPOLLERR.rawValue)
    /// Of several loops that watch one listener, wake one.
    static let exclusive = Readiness(rawValue: EPOLLEXCLUSIVE.rawValue)
}

/// A level-triggered epoll instance with the buffer it reports into; used by one thread.
@safe
struct Epoll: ~Copyable {
    private let descriptor: Descriptor
    private let events: UnsafeMutablePointer<epoll_event>
    private static let eventsMax = 256

    init() throws(SystemError) {
        descriptor = try Descriptor("epoll_create1") { epoll_create1(Int32(EPOLL_CLOEXEC)) }
        unsafe events = .allocate(capacity: Self.eventsMax)
    }

    deinit { unsafe events.deallocate() }

    /// - Throws: when memory, or the user's share of watches, has run out.
    func add(_ watched: Int32, _ token: EpollToken, _ interest: Readiness) throws(SystemError) {
        try control(EPOLL_CTL_ADD, watched, token, interest)
    }

    /// Of a descriptor that was added; needs no memory.
    func change(_ watched: Int32, _ token: EpollToken, _ interest: Readiness) throws(SystemError) {
        try control(EPOLL_CTL_MOD, watched, token, interest)
    }

    /// Not needed before a close: the kernel forgets a closed descriptor by itself.
    func remove(_ watched: Int32) throws(SystemError) {
        try control(EPOLL_CTL_DEL, watched, EpollToken(number: 0), [])
    }

    private func control(
        _ operation: Int32, _ watched: Int32, _ token: EpollToken, _ interest: Readiness
    ) throws(SystemError) {
        _ = try systemCall("epoll_ctl") {
            onboard_epoll_control(
                descriptor.number, operation, watched, interest.rawValue, token.number)
        }
    }

    /// Waits and returns how many events there are; -1 milliseconds waits without end.
    func wait(milliseconds: Int32) throws(SystemError) -> Int {
        Int(
            try systemCall("epoll_wait") {
                unsafe epoll_wait(descriptor.number, events, Int32(Self.eventsMax), milliseconds)
            })
    }

    /// An event of the last wait.
    func event(_ index: Int) -> (EpollToken, Readiness) {
        precondition(index >= 0 && index < Self.eventsMax, "the event is one of the last wait's")
        return (
            EpollToken(number: unsafe onboard_epoll_token(events + index)),
            Readiness(rawValue: unsafe onboard_epoll_events(events + index))
        )
    }
}
