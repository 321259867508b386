import OnboardingLedger

extension Complaint {
    init(_ failure: CommandFailure) {
        switch failure {
        case .noSuchStream(let stream):
            self.init(
                .failed, "stream.absent", "There is no stream \(stream).",
                hint: "Streams are named category-id; onboard show finds one by an email, a name "
                    + "or an id.")
        case .nothingFound(let text):
            self.init(.failed, "subject.absent", "No stream, email, name or id holds '\(text)'.")
        case .severalSubjects(let text, let count, let hasMore):
            self.init(
                .failed, "subject.ambiguous",
                "'\(text)' may mean any of \(hasMore ? "more than " : "")\(count) subjects.",
                hint: "Name one by its stream: onboard show STREAM.")
        case .noSuchVersion(let stream, let version, let newest):
            self.init(
                .failed, "stream.no_such_version",
                "\(stream) has no version \(version); its newest is \(newest).")
        case .noSuchPosition(let position, let newest):
            self.init(
                .failed, "log.no_such_position",
                "The log has no position \(position); its newest is \(newest).")
        case .noSuchType(let type, let known): self = Self.noType(type, known)
        case .noSuchTypeVersion(let type, let version, let known):
            self.init(
                .failed, "schema.unknown_version", "\(type) has no version \(version).",
                hint: "It has: \(known.map(String.init).joined(separator: ", "))")
        case .keyNotShown(let id): self = Self.keyNotShown(id)
        case .noSuchKey(let word): self = Self.noKey(word)
        case .noSuchErasure(let id):
            self.init(
                .failed, "erasure.absent", "There is no erasure with the id \(id).",
                hint: "onboard log --type PersonErased shows those there are.")
        case .unwell(let subjects):
            self.init(
                .failed, "doctor.unwell",
                "Something is wrong: \(subjects.joined(separator: ", ")).",
                hint: "Each finding above says what to do.")
        case .noSuchFlow(let flow, let known):
            self.init(
                .usage, "flow.unknown", "There is no flow '\(flow)'.",
                hint: Self.suggestion(flow, known, of: "Flows"))
        case .wrongFlowFile(let mistakes):
            self.init(.failed, "flow.invalid", Self.flowFile(mistakes))
        case .noSuchField(let field, let known): self = Self.noField(field, known)
        case .noFieldLeft(let field, let erasures): self = Self.noFieldLeft(field, erasures)
        case .noProof(let file, let reason):
            self.init(.failed, "proof.broken", "\(file) holds no proof: \(reason).")
        case .noSuchGroup(let key):
            self.init(
                .failed, "funnel.unknown_group", "No group here is called '\(key)'.",
                hint: "Without --key the largest groups are shown.")
        case .fileUnreadable(let path, let reason):
            self.init(.failed, "file.unreadable", "\(path) cannot be read: \(reason).")
        case .fileUnwritable(let path, let reason):
            self.init(.failed, "file.unwritable", "\(path) cannot be written: \(reason).")
        case .fileWithoutRoom(let path): self = Self.withoutRoom(path)
        case .gzip(let file, let reason):
            self.init(.failed, "file.gzip", "\(file) cannot be unpacked: \(reason).")
        case .noRebuildReport:
            self.init(.failed, "rebuild.no_report", "Nothing was rebuilt here yet.")
        case .lineTooLong(let line, let bytesMax): self = Self.lineTooLong(line, bytesMax)
        case .badRow(let line, let reason): self = Self.badRow(line, reason)
        case .demo(let explanation):
            self.init(.failed, "demo.failed", explanation)
        }
    }

    private static func noType(_ type: String, _ known: [String]) -> Complaint {
        Complaint(
            .failed, "schema.unknown_type", "There is no schema for a type '\(type)'.",
            hint: NearestWord.among(known, to: type).map { "Did you mean \($0)?" }
                ?? "onboard schema list shows the types.")
    }

    private static func noField(_ field: String, _ known: [String]) -> Complaint {
        Complaint(
            .failed, "stream.no_such_field", "The stream never had a field '\(field)'.",
            hint: suggestion(field, known, of: "Fields"))
    }

    private static func noFieldLeft(_ field: String, _ erasures: [String]) -> Complaint {
        Complaint(
            .failed, "stream.no_such_field",
            "The stream has no field '\(field)'; if it ever had one, an erasure took it.",
            hint: erasures.joined(separator: "\n"))
    }

    private static func withoutRoom(_ path: String) -> Complaint {
        Complaint(
            .storage, "storage.disk_full", "\(path) cannot be written: the disk is full.",
            hint: "Free some space.")
    }

    private static func lineTooLong(_ line: Int, _ bytesMax: Int) -> Complaint {
        Complaint(
            .failed, "import.line_too_long",
            "Line \(line) is longer than \(Quantity.byteSize(bytesMax)).",
            hint: "See whether the file has one JSON object on each line.")
    }

    private static func badRow(_ line: Int, _ reason: String) -> Complaint {
        Complaint(
            .failed, "import.bad_row", "Line \(line): \(reason).",
            hint: "Rows before it may have been appended. Mend the file and run it again, "
                + "or leave out --strict to pass bad rows by.")
    }

    /// As checked, and as what stands in the way of a command.
    static func flowFile(_ mistakes: [String]) -> String {
        (["The flow file is wrong."] + mistakes).joined(separator: "\n")
    }

    private static func keyNotShown(_ id: String) -> Complaint {
        Complaint(
            .failed, "key.not_shown",
            "The key could not be written to standard output, and nobody else has it: key \(id) "
                + "was revoked.",
            hint: "Make another where its output has room and a reader.")
    }

    /// A key itself is not said again (section 0).
    private static func noKey(_ word: String) -> Complaint {
        Complaint(
            .failed, "key.absent",
            word.hasPrefix(APIKeyFacts.keyPrefix)
                ? "There is no such key." : "There is no key with the id \(word).",
            hint: "onboard keys list shows the ids.")
    }
}
