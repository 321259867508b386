import CSystem
import Glibc
import Synchronization

/// What a loop is given by its server; all of it may be shared.
struct LoopContext: Sendable {
    let configuration: HTTPServerConfiguration
    let router: HTTPRouter
    let observe: @Sendable (HTTPRequest, Int, Int, UInt64) -> Void
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
    func leave() { open.subtract(1, ordering: .relaxed) }
}

/// Waits for sockets and does what their connections' states say.
///
/// Not Sendable: it is made on its own thread, its state never leaves there (invariant 11), and
/// others reach it only through its inbox. So it needs neither lock nor `@unchecked`.
final class EventLoop {
    let context: LoopContext
    var connections = ConnectionTable()
    var deadlines = DeadlineQueue()
    var moment: Moment
    /// Set once stopping: when what is left is closed by force.
    var graceEnd: UInt64?
    private var scratch = [UInt8](repeating: 0, count: 64 << 10)
    private var dateSecond = 0
    private var touched: [EpollToken] = []
    private let epoll: Epoll

    private static let inboxToken = EpollToken(number: .max)
    /// Listeners count down from here; a connection's token never comes near.
    private static let firstListenerToken: UInt64 = .max - 1

    init(_ context: LoopContext) throws(SystemError) {
        self.context = context
        epoll = try Epoll()
        moment = Moment(nanoseconds: Clock.monotonicNanoseconds(), date: [])
        try epoll.add(context.inbox.bellDescriptor, Self.inboxToken, .readable)
        for (index, listener) in context.listeners.enumerated() {
            try epoll.add(listener.number, Self.token(ofListener: index), [.readable, .exclusive])
        }
    }

    /// Runs until a stop command has been carried out.
    func run() {
        refreshMoment()
        while !isFinished {
            guard let count = try? epoll.wait(milliseconds: waitMilliseconds) else {
                preconditionFailure("epoll_wait fails only for a descriptor or buffer of our own")
            }
            refreshMoment()
            for index in 0..<count {
                let (token, readiness) = epoll.event(index)
                dispatch(token, readiness)
            }
            expireDeadlines()
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

    private static func token(ofListener index: Int) -> EpollToken {
        EpollToken(number: firstListenerToken - UInt64(index))
    }

    private static func listenerIndex(of token: EpollToken) -> Int? {
        Int(exactly: firstListenerToken - min(token.number, firstListenerToken))
    }
}

// MARK: Time

extension EventLoop {
    private func refreshMoment() {
        moment.nanoseconds = Clock.monotonicNanoseconds()
        let second = Clock.secondsSince1970()
        if second != dateSecond {
            dateSecond = second
            moment.date = HTTPDate.bytes(secondsSince1970: second)
        }
    }

    /// Until the next deadline, rounded up so that it has passed on waking.
    private var waitMilliseconds: Int32 {
        guard let due = [deadlines.next, graceEnd].compactMap(\.self).min() else { return -1 }
        guard due > moment.nanoseconds else { return 0 }
        return Int32(clamping: (due - moment.nanoseconds + 999_999) / 1_000_000)
    }

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

    private func schedule(_ connection: Connection) {
        guard let due = connection.state.deadline, due < connection.scheduledAt else { return }
        connection.scheduledAt = due
        deadlines.insert(connection.token, at: due)
    }
}

// MARK: Accepting

extension EventLoop {
    /// So many at a time, that other loops and connections get their turn.
    private static let acceptsMax = 16
    /// How long to let listeners rest when descriptors have run out.
    private static let restNanoseconds: UInt64 = 100_000_000
    /// Connections over the limit that may be told so at one time; more are just closed.
    private static let turnedAwayMax = 64

    private func acceptConnections(_ index: Int) {
        guard graceEnd == nil else { return }
        for _ in 0..<Self.acceptsMax {
            do throws(SystemError) {
                guard let descriptor = try context.listeners[index].accept() else { return }
                welcome(descriptor)
            } catch {
                // Out of descriptors or memory: what waits stays in the backlog for a while.
                try? epoll.remove(context.listeners[index].number)
                deadlines.insert(
                    Self.token(ofListener: index),
                    at: moment.nanoseconds + Self.restNanoseconds)
                return
            }
        }
    }

    private func resumeListening(_ index: Int) {
        guard graceEnd == nil else { return }
        // Fails when memory has run out still; then the next rest is due.
        do throws(SystemError) {
            try epoll.add(
                context.listeners[index].number, Self.token(ofListener: index),
                [.readable, .exclusive])
        } catch {
            deadlines.insert(
                Self.token(ofListener: index), at: moment.nanoseconds + Self.restNanoseconds)
        }
    }

    private func welcome(_ descriptor: consuming Descriptor) {
        let limits = context.configuration.limits
        let number = descriptor.number
        let openCount = context.connectionCount.enter()
        guard openCount <= limits.connectionsMax + Self.turnedAwayMax else {
            context.counters.connectionsRefused.count()
            context.connectionCount.leave()
            return
        }
        let peer = SocketAddress.peer(number)
        if peer != .local {
            // Fails on no TCP socket that is open.
            try? Listener.setOption(number, Int32(IPPROTO_TCP), TCP_NODELAY)
        }
        let connection = connections.insert(
            descriptor, ConnectionState(limits: limits, peer: peer, at: moment.nanoseconds))
        context.counters.connectionsAccepted.count()
        context.counters.connectionsOpen.count()
        if openCount > limits.connectionsMax {
            context.counters.connectionsRefused.count()
            connection.state.turnAway(with: .overloaded)
        }
        do throws(SystemError) {
            try epoll.add(number, connection.token, connection.interest)
            drive(connection)
        } catch {
            close(connection)
        }
    }
}

// MARK: Sockets

extension EventLoop {
    private func readinessChanged(_ connection: Connection, _ readiness: Readiness) {
        if readiness.contains(.failed) {
            connection.state.aborted()
        } else if readiness.contains(.readable) && connection.state.wantsToRead {
            read(connection)
        } else if readiness.contains(.hungUp) {
            connection.state.aborted()
        } else if readiness.contains(.peerClosed) && !connection.state.wantsToRead {
            connection.state.inputEnded()
        }
        drive(connection)
    }

    private func read(_ connection: Connection) {
        switch connection.receive(into: &scratch) {
        case .bytes(let count):
            context.counters.bytesReceived.count(count)
            connection.state.received(scratch[..<count])
        case .end: connection.state.inputEnded()
        case .nothing: break
        case .failed: connection.state.aborted()
        }
    }

    /// Does all that the connection's state asks for, sends, and then says what to wait for.
    func drive(_ connection: Connection) {
        repeat {
            while let action = connection.state.nextAction(at: moment) {
                guard perform(action, connection) else { return }
            }
            pullStream(connection)
        } while flush(connection)
        connection.state.settle(at: moment.nanoseconds)
        report(connection)
        watch(connection)
        schedule(connection)
    }

    /// True when something was sent, so that there may be more to do.
    private func flush(_ connection: Connection) -> Bool {
        guard !connection.state.output.isEmpty else { return false }
        guard let count = connection.send() else {
            connection.state.aborted()
            return true
        }
        context.counters.sends.count()
        context.counters.bytesSent.count(count)
        connection.state.sent(count, at: moment.nanoseconds)
        return count > 0
    }

    /// Tells epoll, if it changed, what the connection waits for.
    private func watch(_ connection: Connection) {
        var interest: Readiness = connection.state.inputHasEnded ? [] : .peerClosed
        if connection.state.wantsToRead { interest.insert(.readable) }
        if !connection.state.output.isEmpty { interest.insert(.writable) }
        guard interest != connection.interest else { return }
        connection.interest = interest
        // Memory for the change is never asked for: only adding a descriptor can lack it.
        try? epoll.change(connection.number, connection.token, interest)
    }

    func close(_ connection: Connection) {
        if connection.stream != nil { context.counters.streamsOpen.count(-1) }
        connection.cancelWork(.peerGone)
        report(connection)
        connections.remove(connection.token)
        context.counters.connectionsOpen.count(-1)
        context.connectionCount.leave()
    }
}

// MARK: Commands from other threads

extension EventLoop {
    /// Carries out a batch, and drives each connection it concerns once: answers that became
    /// ready together leave together.
    private func carryOutCommands() {
        for command in context.inbox.takeAll() {
            switch command {
            case .answered(let token, let id, let response):
                guard let connection = connections[token] else { continue }
                connection.tasks.removeAll { $0.id == id }
                connection.state.answer(id, response, at: moment)
                touch(connection)
            case .streamReady(let token):
                if let connection = connections[token] { touch(connection) }
            case .stop(let graceMilliseconds):
                beginStop(graceMilliseconds)
            }
        }
        for token in touched {
            guard let connection = connections[token] else { continue }
            connection.isTouched = false
            drive(connection)
        }
        touched.removeAll(keepingCapacity: true)
    }

    private func touch(_ connection: Connection) {
        guard !connection.isTouched else { return }
        connection.isTouched = true
        touched.append(connection.token)
    }

    /// Stops accepting, closes what is idle, ends streams, lets requests finish (invariant 10).
    private func beginStop(_ graceMilliseconds: Int) {
        guard graceEnd == nil else { return }
        graceEnd = moment.nanoseconds + UInt64(max(graceMilliseconds, 0)) * 1_000_000
        // A resting listener is not watched, and then there is nothing to remove.
        for listener in context.listeners { try? epoll.remove(listener.number) }
        for connection in connections.all {
            connection.state.drain()
            connection.stream?.channel.close(.serverStopping)
            drive(connection)
        }
    }

    private func closeAll() {
        for connection in connections.all { close(connection) }
    }
}
