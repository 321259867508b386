extension EventLoop {
    /// What epoll found out about a socket; bytes that can still be read come before its end.
    func readinessChanged(_ connection: Connection, _ readiness: Readiness) {
        if readiness.contains(.failed) {
            connection.state.aborted()
        } else if readiness.contains(.readable) && connection.state.wantsToRead {
            read(connection)
        } else if readiness.contains(.hungUp) {
            connection.state.aborted()
        } else if readiness.contains(.peerClosed) && !connection.state.wantsToRead {
            connection.state.inputEnds()
        }
        drive(connection)
    }

    /// One recv(2): what is left is told of again.
    private func read(_ connection: Connection) {
        let arrival = HTTPArrival(
            wokenAtNanoseconds: moment.nanoseconds,
            readAtNanoseconds: LoopClock.nanoseconds())
        switch connection.receive(into: &scratch) {
        case .bytes(let count):
            context.counters.bytesReceived.count(count)
            connection.state.received(scratch[..<count], at: arrival)
        case .end: connection.state.inputEnded()
        case .nothing: break
        case .failed: connection.state.aborted()
        }
    }

    /// Does all that the connection's state asks for, sends, and then says what to wait for.
    func drive(_ connection: Connection) {
        var isStreamOver = false
        repeat {
            while let action = connection.state.nextAction(at: moment) {
                guard perform(action, connection) else { return }
            }
            isStreamOver = pullStream(connection)
        } while flush(connection) || isStreamOver
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
        let isEnding = connection.state.inputIsEnding || connection.state.inputHasEnded
        var interest: Readiness = isEnding ? [] : .peerClosed
        if connection.state.wantsToRead { interest.insert(.readable) }
        if !connection.state.output.isEmpty { interest.insert(.writable) }
        guard interest != connection.interest else { return }
        connection.interest = interest
        do throws(SystemError) {
            try epoll.change(connection.number, connection.token, interest)
        } catch {
            preconditionFailure("epoll_ctl changes what was added, and needs no memory for it")
        }
    }

    /// Over: cancels what runs, reports what ended, and closes the descriptor with the connection.
    func close(_ connection: Connection) {
        if connection.stream != nil { context.counters.streamsOpen.count(-1) }
        connection.cancelWork(.peerGone)
        report(connection)
        connections.remove(connection.token)
        context.counters.connectionsOpen.count(-1)
        context.connectionCount.leave()
    }
}
