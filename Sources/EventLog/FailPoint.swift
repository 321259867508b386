#if FAIL_POINTS
    import Glibc
    import Synchronization

    /// Places where a test makes the process die, as a power cut would, to see what is left.
    ///
    /// Only in debug builds and those that are tested. `ONBOARD_FAIL_AT=7` ends the process with
    /// SIGKILL at the seventh point passed; `ONBOARD_FAIL_AT=before-commit:3` at the third named
    /// so.
    package enum FailPoint {
        private struct Plan {
            var name: String?
            var remaining: Int
        }

        private static let plan = Mutex<Plan?>(readPlan())

        /// Returns, unless the environment names this point: then the process ends here.
        package static func pass(_ name: StaticString) {
            let isLast = plan.withLock { plan in
                guard plan != nil, plan?.name == nil || plan?.name == name.description else {
                    return false
                }
                plan?.remaining -= 1
                return plan?.remaining == 0
            }
            if isLast { kill(getpid(), SIGKILL) }
        }

        private static func readPlan() -> Plan? {
            guard let value = unsafe getenv("ONBOARD_FAIL_AT") else { return nil }
            let parts = unsafe String(cString: value).split(separator: ":")
            guard let last = parts.last, let count = Int(last) else { return nil }
            return Plan(name: parts.count > 1 ? String(parts[0]) : nil, remaining: count)
        }
    }
#else
    package enum FailPoint {
        @inline(__always) package static func pass(_ name: StaticString) {}
    }
#endif
