// Answers come in any order and leave in the order of their requests (invariant 3).

extension ConnectionState {
    /// The endpoint's answer, or the rendered refusal; ignored when nobody waits for it any more.
    mutating func answer(_ id: ExchangeID, _ response: HTTPResponse, at moment: Moment) {
        guard phase != .closed, let index = exchanges.firstIndex(where: { $0.id == id }) else {
            return
        }
        exchanges[index].situation = .answered(response)
        if index == 0 { sendReadyAnswers(at: moment) }
    }

    /// True while the front exchange has its body written piece by piece.
    var isStreaming: Bool {
        if case .streaming? = exchanges.first?.situation { true } else { false }
    }

    /// True when the stream's next bytes may be taken; else they stay with their producer.
    var wantsStreamBytes: Bool { isStreaming && output.count < limits.outputBytesMax }

    /// Sends a piece of the body of the exchange whose producer was started.
    mutating func streamBytes(_ bytes: [UInt8]) {
        guard isStreaming, !bytes.isEmpty else { return }
        exchanges[0].bodyBytes += bytes.count
        let isRaw = exchanges[0].isOldVersion
        output.write {
            if isRaw {
                $0.append(contentsOf: bytes)
            } else {
                ResponseEncoder.appendChunk(bytes, to: &$0)
            }
        }
    }

    /// The producer has returned: ends the body and lets the answers behind it go. A body that is
    /// not whole has no end: the peer sees that from the connection's.
    mutating func streamEnded(isWhole: Bool = true, at moment: Moment) {
        guard isStreaming else { return }
        let isOld = exchanges[0].isOldVersion
        if isWhole, !isOld {
            output.write { $0.append(contentsOf: ResponseEncoder.lastChunk) }
        }
        finishFront(closes: isDraining || !exchanges[0].keepsAlive || isOld || !isWhole)
        sendReadyAnswers(at: moment)
    }

    /// Writes the answers whose turn it is, as far as the output has room (invariant 5): of many
    /// that became ready together, the rest waits until bytes were sent.
    mutating func sendReadyAnswers(at moment: Moment) {
        while output.count < limits.outputBytesMax,
            case .answered(let response)? = exchanges.first?.situation
        {
            send(response, at: moment)
        }
    }

    /// Writes the front exchange's answer, or its head when the body is a stream.
    private mutating func send(_ response: HTTPResponse, at moment: Moment) {
        let front = exchanges[0]
        let framing = framing(for: response, front)
        exchanges[0].status = response.status
        output.write {
            ResponseEncoder.appendHead(
                status: response.status, fields: response.fields, framing: framing,
                date: moment.date, to: &$0)
        }
        switch (response.body, framing.body) {
        case (.bytes(let bytes), .sized) where !front.isHead:
            output.write { $0.append(contentsOf: bytes) }
            exchanges[0].bodyBytes = bytes.count
            finishFront(closes: !framing.keepsAlive)
        case (.stream(let producer), .chunked) where !front.isHead,
            (.stream(let producer), .untilClose) where !front.isHead:
            exchanges[0].situation = .streaming
            actions.append(.startStream(front.id, producer))
        default:
            finishFront(closes: !framing.keepsAlive)
        }
    }

    /// The body's length as the peer will know it, and whether this answer is the connection's
    /// last.
    private func framing(
        for response: HTTPResponse, _ exchange: Exchange
    ) -> ResponseEncoder.Framing {
        let isLast = exchanges.count == 1
        var keepsAlive = exchange.keepsAlive && !(isLast && isDraining)
        if keepsAlive, let connection = response.fields["Connection"],
            FieldName.areEqual(connection.utf8, "close".utf8)
        {
            keepsAlive = false
        }
        var body: ResponseEncoder.Framing.Body
        switch response.body {
        case .none: body = .sized(0)
        case .bytes(let bytes): body = .sized(bytes.count)
        case .stream: body = exchange.isOldVersion ? .untilClose : .chunked
        }
        if ResponseEncoder.forbidsBody(response.status) { body = .absent }
        if case .untilClose = body { keepsAlive = false }
        return ResponseEncoder.Framing(
            body: body, keepsAlive: keepsAlive, saysKeepAlive: exchange.isOldVersion)
    }

    /// The answer is written, not yet sent. `closes` makes it the last: those behind it are
    /// dropped.
    private mutating func finishFront(closes: Bool) {
        let front = exchanges.removeFirst()
        if let request = front.request {
            completed.append(
                CompletedExchange(
                    request: request, status: front.status, bodyBytes: front.bodyBytes))
        }
        guard closes else { return }
        phase = .closing
        // Their answers could never be sent.
        if !exchanges.isEmpty { actions.append(.cancelRunning) }
        exchanges.removeAll()
        held = nil
    }
}
