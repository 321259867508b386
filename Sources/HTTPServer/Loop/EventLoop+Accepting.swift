import Glibc

extension EventLoop {
    /// So many at a time, that other loops and connections get their turn.
    private static let acceptsMax = 16
    /// How long to let listeners rest when descriptors have run out.
    private static let restNanoseconds: UInt64 = 100_000_000
    /// Connections over the limit that may be told so at one time; more are just closed.
    private static let turnedAwayMax = 64

    /// Takes some of the connections that wait at a listener; level-triggered epoll tells of the
    /// rest again.
    func acceptConnections(_ index: Int) {
        guard graceEnd == nil else { return }
        for _ in 0..<Self.acceptsMax {
            do throws(SystemError) {
                guard let descriptor = try context.listeners[index].accept() else { return }
                welcome(descriptor, isLocal: context.listeners[index].isUnix)
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

    /// Watches a listener again after its rest.
    func resumeListening(_ index: Int) {
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

    /// Counts the connection over all loops, and turns it away when there are too many.
    private func welcome(_ descriptor: consuming Descriptor, isLocal: Bool) {
        let limits = context.configuration.limits
        let number = descriptor.number
        let openCount = context.connectionCount.enter()
        guard openCount <= limits.connectionsMax + Self.turnedAwayMax,
            let peer = isLocal ? .local : Self.tcpPeer(number)
        else {
            context.counters.connectionsRefused.count()
            context.connectionCount.leave()
            return
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

    /// Who is at the other end, of a socket that answers without delay; nil when it is gone
    /// again. What it sent must not be taken for a local peer's.
    private static func tcpPeer(_ number: Int32) -> HTTPPeer? {
        guard let peer = SocketAddress.peer(number) else { return nil }
        do throws(SystemError) {
            // Without it an answer behind another can wait 40 ms for an acknowledgement.
            try Listener.setOption(number, Int32(IPPROTO_TCP), TCP_NODELAY)
        } catch {
            return nil
        }
        return peer
    }
}
