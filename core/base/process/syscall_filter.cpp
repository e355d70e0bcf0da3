#include "base/process/syscall_filter.h"

#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <sys/syscall.h>
#include <cerrno>
#include <cstddef>
#include <vector>

namespace pinfold {
namespace {

#if defined(__x86_64__)
constexpr unsigned processor = AUDIT_ARCH_X86_64;
#elif defined(__aarch64__)
constexpr unsigned processor = AUDIT_ARCH_AARCH64;
#else
constexpr unsigned processor = 0;
#endif

constexpr unsigned allowedCalls[] = {
    // to start (what has set limits becomes the program), to end, and, for bwrap, to see the end
    SYS_execve,
    SYS_exit,
    SYS_exit_group,
    SYS_wait4,
    SYS_restart_syscall,
    // what is open, and files that are there to be read
    SYS_read,
    SYS_readv,
    SYS_pread64,
    SYS_write,
    SYS_writev,
    SYS_lseek,
    SYS_close,
    SYS_dup,
    SYS_dup3,
    SYS_fcntl,
    SYS_fstat,
    SYS_newfstatat,
    SYS_statx,
    SYS_openat,
    SYS_faccessat,
    SYS_faccessat2,
    SYS_readlinkat,
    SYS_getcwd,
    SYS_ppoll,
    SYS_pselect6,
    // memory
    SYS_brk,
    SYS_mmap,
    SYS_mprotect,
    SYS_munmap,
    SYS_mremap,
    SYS_madvise,
    // itself: its signals, its only thread, its limits
    SYS_rt_sigaction,
    SYS_rt_sigprocmask,
    SYS_rt_sigreturn,
    SYS_sigaltstack,
    SYS_tgkill,
    SYS_futex,
    SYS_set_tid_address,
    SYS_set_robust_list,
    SYS_rseq,
    SYS_prlimit64,
    SYS_sched_yield,
    SYS_sched_getaffinity,
    SYS_getpid,
    SYS_getppid,
    SYS_gettid,
    SYS_getuid,
    SYS_geteuid,
    SYS_getgid,
    SYS_getegid,
    SYS_uname,
    SYS_sysinfo,
    SYS_getrandom,
    // time
    SYS_clock_gettime,
    SYS_clock_getres,
    SYS_clock_nanosleep,
    SYS_nanosleep,
    SYS_gettimeofday,
#if defined(__x86_64__)
    SYS_arch_prctl,
    SYS_open,
    SYS_stat,
    SYS_lstat,
    SYS_access,
    SYS_readlink,
    SYS_dup2,
    SYS_poll,
    SYS_time,
#endif
};

constexpr unsigned refuse(int error) { return SECCOMP_RET_ERRNO | (static_cast<unsigned>(error) & SECCOMP_RET_DATA); }

sock_filter load(std::size_t offset) { return BPF_STMT(BPF_LD | BPF_W | BPF_ABS, static_cast<unsigned>(offset)); }
sock_filter answer(unsigned what) { return BPF_STMT(BPF_RET | BPF_K, what); }
// Goes on where the loaded word is `value`, and leaves out the next instruction elsewhere.
sock_filter onlyIf(unsigned value) { return BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, value, 0, 1); }
sock_filter unless(unsigned value) { return BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, value, 1, 0); }

}  // namespace

std::string computingFilter() {
    if (processor == 0) return {};
    std::vector<sock_filter> filter = {load(offsetof(seccomp_data, arch)), unless(processor),
                                       answer(SECCOMP_RET_KILL_PROCESS), load(offsetof(seccomp_data, nr))};
    for (const unsigned call : allowedCalls) {
        filter.push_back(onlyIf(call));
        filter.push_back(answer(SECCOMP_RET_ALLOW));
    }
    // The C library takes the older call, which is refused in its turn, when it hears that there is no newer one.
    filter.push_back(onlyIf(SYS_clone3));
    filter.push_back(answer(refuse(ENOSYS)));
    filter.push_back(answer(refuse(EPERM)));
    return {reinterpret_cast<const char*>(filter.data()), filter.size() * sizeof(sock_filter)};
}

}  // namespace pinfold
