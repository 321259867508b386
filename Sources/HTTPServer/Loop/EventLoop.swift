import Synchronization

/// What a loop is given by its server; all of it may be shared.
struct LoopContext: Sendable {
    let configuration: HTTPServerConfiguration
    let router: HTTPRouter
    let observe: HTTPObserver
    let listeners: [Listener]
    let inbox: LoopInbox
    let counters: LoopCounters
    let connectionCount: ConnectionCount
}

/// How many connections all loops hold together.
final class ConnectionCount: Sendable {
    private let open = Atomic<Int>(0)

    /// Counts one more, and returns how many there are with it.
    func enter() -> Int { open.add(1, ordering: .relaxed).newValue }
    /// One fewer, whether it was turned away or served.
    func leave() { open.subtract(1, ordering: .relaxed) }
}

/// Waits for sockets and does what their connections' states say.
///
/// Not Sendable: it goes to its thread before it runs, which the compiler checks, and never leaves
/// it (invariant 11); others reach it only through its inbox. So it needs neither lock nor
/// `@unchecked Sendable`.
final class EventLoop {
    let context: LoopContext
    var connections = ConnectionTable()
    var deadlines = DeadlineQueue()
    var moment: Moment
    /// Set once stopping: when what is left is closed by force.
    var graceEnd: UInt64?
    /// What recv(2) writes into, for whichever connection is read.
    var scratch = [UInt8](repeating: 0, count: 64 << 10)
    /// Connections to be driven once a batch of commands is carried out.
    var touched: [EpollToken] = []
    let epoll: Epoll
    private var dateSecond = 0

    private static let inboxToken = EpollToken(number: .max)
    /// Listeners count down from here; a connection's token never comes near.
    private static let firstListenerToken: UInt64 = .max - 1

    init(_ context: LoopContext) throws(SystemError) {
        self.context = context
        epoll = try Epoll()
        moment = Moment(nanoseconds: LoopClock.nanoseconds(), date: [])
        try epoll.add(context.inbox.bellDescriptor, Self.inboxToken, .readable)
        for (index, listener) in context.listeners.enumerated() {
            try epoll.add(listener.number, Self.token(ofListener: index), [.readable, .exclusive])
        }
    }

    /// Runs until a stop command has been carried out.
    func run() {
        refreshMoment()
        while !isFinished {
            let count = wait()
            refreshMoment()
            for index in 0..<count {
                let (token, readiness) = epoll.event(index)
                dispatch(token, readiness)
            }
            expireDeadlines()
        }
    }

    /// How many events there are; 0 when it woke for a deadline.
    private func wait() -> Int {
        do throws(SystemError) {
            return try epoll.wait(milliseconds: waitMilliseconds)
        } catch {
            preconditionFailure("epoll_wait fails only for a descriptor or buffer not its own")
        }
    }

    private var isFinished: Bool { graceEnd != nil && connections.isEmpty }

    private func dispatch(_ token: EpollToken, _ readiness: Readiness) {
        if token == Self.inboxToken {
            carryOutCommands()
        } else if let index = Self.listenerIndex(of: token), index < context.listeners.count {
            acceptConnections(index)
        } else if let connection = connections[token] {
            readinessChanged(connection, readiness)
        }
    }

    /// Listeners and connections never share a token.
    static func token(ofListener index: Int) -> EpollToken {
        EpollToken(number: firstListenerToken - UInt64(index))
    }

    /// Large, or nil, for a token of another kind: the caller compares with the number of
    /// listeners.
    private static func listenerIndex(of token: EpollToken) -> Int? {
        Int(exactly: firstListenerToken - min(token.number, firstListenerToken))
    }
}

// MARK: Time

extension EventLoop {
    /// Once per wake: the time of everything that is done until the next.
    private func refreshMoment() {
        moment.nanoseconds = LoopClock.nanoseconds()
        let second = LoopClock.secondsSince1970()
        if second != dateSecond {
            dateSecond = second
            moment.date = HTTPDate.bytes(secondsSince1970: second)
        }
    }

    /// Until the next deadline, rounded up so that it has passed on waking.
    private var waitMilliseconds: Int32 {
        let due = min(deadlines.next ?? .max, graceEnd ?? .max)
        guard due < .max else { return -1 }
        guard due > moment.nanoseconds else { return 0 }
        return Int32(clamping: (due - moment.nanoseconds + 999_999) / 1_000_000)
    }

    /// Lets listeners listen again, looks at connections that are due, and ends all when the grace
    /// is over.
    private func expireDeadlines() {
        while let (time, token) = deadlines.popDue(at: moment.nanoseconds) {
            if let index = Self.listenerIndex(of: token), index < context.listeners.count {
                resumeListening(index)
            } else if let connection = connections[token], connection.scheduledAt == time {
                connection.scheduledAt = .max
                if let due = connection.state.deadline, due <= moment.nanoseconds {
                    connection.state.timedOut()
                }
                drive(connection)
            }
        }
        if let graceEnd, graceEnd <= moment.nanoseconds { closeAll() }
    }

    /// Enters a deadline that is earlier than the one the queue knows; a later one is found out in
    /// time.
    func schedule(_ connection: Connection) {
        guard let due = connection.state.deadline, due < connection.scheduledAt else { return }
        connection.scheduledAt = due
        deadlines.insert(connection.token, at: due)
    }
}
