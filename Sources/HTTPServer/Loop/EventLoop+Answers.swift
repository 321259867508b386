// How the loop carries out what a connection's state asks for.

extension EventLoop {
    /// False when the connection is closed and must not be touched again.
    func perform(_ action: ConnectionState.Action, _ connection: Connection) -> Bool {
        switch action {
        case .perform(let id, let request):
            context.counters.requests.count()
            run(id, request, connection)
        case .refuse(let id, let refusal, let request):
            refuse(id, refusal, request, connection)
        case .startStream(_, let producer):
            startStream(producer, connection)
        case .cancelRunning:
            for (_, task) in connection.tasks { task.cancel() }
        case .shutDownOutput:
            connection.shutDownOutput()
        case .close:
            close(connection)
            return false
        }
        return true
    }

    /// Routes the request, and begins its endpoint on this thread.
    private func run(_ id: ExchangeID, _ request: HTTPRequest, _ connection: Connection) {
        switch context.router.resolve(request.method, path: request.path) {
        case .found(let endpoint, let parameters):
            switch endpoint.reply(request, parameters) {
            case .now(let response): connection.state.answer(id, response, at: moment)
            case .later(let work): startTask(id, work, connection)
            }
        case .options(let allow):
            let names = allow.map(\.name).joined(separator: ", ")
            let response = HTTPResponse(status: 204, fields: ["Allow": names])
            connection.state.answer(id, response, at: moment)
        case .notFound: refuse(id, .notFound, request, connection)
        case .methodNotAllowed(let allow):
            refuse(id, .methodNotAllowed(allow: allow), request, connection)
        case .notImplemented: refuse(id, .notImplemented, request, connection)
        case .malformedParameter:
            refuse(id, .malformed(.percentEncoding), request, connection)
        }
    }

    /// The answer comes back through the inbox, also when the connection is gone by then.
    private func startTask(
        _ id: ExchangeID, _ work: @escaping @Sendable () async -> HTTPResponse,
        _ connection: Connection
    ) {
        let (inbox, token) = (context.inbox, connection.token)
        let task = ExchangeTask.answer(work) { response in
            inbox.put(.answered(token, id, response))
        }
        connection.tasks.append((id, task))
    }

    /// Renders the refusal on this thread; the status and the fields it demands are set here.
    private func refuse(
        _ id: ExchangeID, _ refusal: HTTPRefusal, _ request: HTTPRequest?, _ connection: Connection
    ) {
        context.counters.refusals.count()
        var response = context.configuration.renderRefusal(refusal, request)
        response.status = refusal.status
        if let (name, value) = refusal.obligatoryField, !response.fields.contains(name) {
            response.fields.append(name, value)
        }
        connection.state.answer(id, response, at: moment)
    }

    /// A stream that begins while the server stops is closed to its producer from the start.
    private func startStream(
        _ producer: @escaping @Sendable (HTTPBodyWriter) async -> Void, _ connection: Connection
    ) {
        let (inbox, token) = (context.inbox, connection.token)
        let channel = BodyChannel(bytesMax: context.configuration.limits.outputBytesMax) {
            inbox.put(.streamReady(token))
        }
        if graceEnd != nil { channel.close(.serverStopping) }
        connection.stream = (channel, ExchangeTask.stream(producer, channel))
        context.counters.streamsOpen.count()
    }

    /// Takes what the front stream's producer has written, as far as the output has room.
    ///
    /// True when the stream is over: the connection may then end, also without a byte to send.
    func pullStream(_ connection: Connection) -> Bool {
        guard let (channel, _) = connection.stream, connection.state.wantsStreamBytes else {
            return false
        }
        let (bytes, isLast) = channel.take()
        connection.state.streamBytes(bytes)
        guard isLast else { return false }
        connection.stream = nil
        context.counters.streamsOpen.count(-1)
        connection.state.streamEnded(isWhole: !channel.isBrokenOff, at: moment)
        return true
    }

    /// Tells the observer about exchanges that have ended.
    func report(_ connection: Connection) {
        guard !connection.state.completed.isEmpty else { return }
        let now = LoopClock.nanoseconds()
        for exchange in connection.state.completed {
            let elapsed = now - min(now, exchange.request.arrival.readAtNanoseconds)
            context.observe(exchange.request, exchange.status, exchange.bodyBytes, elapsed)
        }
        connection.state.completed.removeAll(keepingCapacity: true)
    }
}
