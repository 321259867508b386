import EventLog
import Glibc
import JSON

/// The last rebuild's report, kept beside the models so that it can be read afterwards.
public enum RebuildReportFile {
    /// A report names at most ten rows a model: a hundredth of this.
    private static let bytesMax: Int64 = 1 << 20

    /// Replaces the file as a whole; without waiting for the disk, as the models themselves.
    package static func write(_ report: RebuildReport, _ directory: DataDirectory)
        throws(LogFailure)
    {
        let path = directory.rebuildReportFile
        let bytes = JSONWriter.encode { report.write(to: &$0) } + [UInt8(ascii: "\n")]
        let descriptor = unsafe open(
            path + ".new", O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, PrivateFile.mode)
        let count = unsafe bytes.withUnsafeBytes { bytes in
            unsafe Glibc.write(descriptor, bytes.baseAddress, bytes.count)
        }
        close(descriptor)
        guard count == bytes.count, unsafe rename(path + ".new", path) == 0 else {
            throw LogFailure(.notWritable, "The rebuild's report cannot be written.")
        }
    }

    /// Writes it or, when that fails, has it say so itself: what it tells of is done all the same.
    package static func keep(_ report: inout RebuildReport, _ directory: DataDirectory) {
        do throws(LogFailure) { try write(report, directory) } catch {
            report.note = error.explanation
        }
    }

    /// With what a crash left of a report that was being written.
    static func remove(_ directory: DataDirectory) {
        for suffix in ["", ".new"] { unsafe unlink(directory.rebuildReportFile + suffix) }
    }

    /// Nil when nothing was rebuilt here yet, or the file is of another version of this program.
    public static func read(_ directory: DataDirectory) -> RebuildReport? {
        let descriptor = unsafe open(directory.rebuildReportFile, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return nil }
        defer { close(descriptor) }
        var facts = stat()
        guard unsafe fstat(descriptor, &facts) == 0, (1...bytesMax).contains(Int64(facts.st_size))
        else { return nil }
        var bytes = [UInt8](repeating: 0, count: Int(facts.st_size))
        let count = unsafe bytes.withUnsafeMutableBytes {
            unsafe Glibc.read(descriptor, $0.baseAddress, $0.count)
        }
        guard count > 0 else { return nil }
        do { return RebuildReport(try JSONValue(parsing: Array(bytes[..<count]))) } catch {
            return nil
        }
    }
}
