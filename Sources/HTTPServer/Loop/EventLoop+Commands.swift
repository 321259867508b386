// What other threads ask of the loop, through its inbox.

extension EventLoop {
    /// Carries out a batch, and drives each connection it concerns once: answers that became
    /// ready together leave together.
    func carryOutCommands() {
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

    /// Marks a connection to be driven once the batch is carried out.
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

    /// By force: what was not sent is lost.
    func closeAll() {
        for connection in connections.all { close(connection) }
    }
}
