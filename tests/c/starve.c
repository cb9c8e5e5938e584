/* Memory that runs out. The answer is TRUSTSLOT_OUT_OF_MEMORY, with nothing changed, or an abort where include/README.md says
 * so. First, all memory above a budget is refused, for every budget: then only some tasks may abort. Second, one allocation alone is
 * refused, each in turn, as if another thread had been faster: the number of aborts of a task may only fall.
 *
 *     starve FOLDER    the test PKI */
#include "test.h"

#include <malloc.h>
#include <signal.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

/* The linker sends the library's allocations here: -Wl,--wrap=malloc and so on. */
static long refused_at, allocations;
static long budget = -1, used; /* bytes; no budget if it is negative */

static int is_refused(size_t size)
{
    if (budget >= 0 && used + (long)size > budget)
        return 1;
    return refused_at > 0 && ++allocations == refused_at;
}

/* Counts what was allocated, and its block: a block may be larger than the request. */
static void *counted(void *memory)
{
    if (memory != NULL)
        used += (long)malloc_usable_size(memory);
    return memory;
}

void *__real_malloc(size_t size);
void *__real_calloc(size_t count, size_t size);
void *__real_realloc(void *memory, size_t size);
int __real_posix_memalign(void **memory, size_t alignment, size_t size);
void __real_free(void *memory);
void *__wrap_malloc(size_t size);
void *__wrap_calloc(size_t count, size_t size);
void *__wrap_realloc(void *memory, size_t size);
int __wrap_posix_memalign(void **memory, size_t alignment, size_t size);
void __wrap_free(void *memory);

void *__wrap_malloc(size_t size)
{
    return is_refused(size) ? NULL : counted(__real_malloc(size));
}

void *__wrap_calloc(size_t count, size_t size)
{
    return is_refused(count * size) ? NULL : counted(__real_calloc(count, size));
}

void *__wrap_realloc(void *memory, size_t size)
{
    size_t before = malloc_usable_size(memory);
    void *moved;

    if (is_refused(size)) /* both blocks may be there for a moment */
        return NULL;
    moved = __real_realloc(memory, size);
    used -= moved == NULL ? 0 : (long)before;
    return counted(moved);
}

int __wrap_posix_memalign(void **memory, size_t alignment, size_t size)
{
    int failed = is_refused(size) ? 12 : __real_posix_memalign(memory, alignment, size);

    if (!failed)
        counted(*memory);
    return failed;
}

void __wrap_free(void *memory)
{
    used -= (long)malloc_usable_size(memory);
    __real_free(memory);
}

static struct file root, pbx, identity_file;
static struct presented chain;
static struct flash flash;
static trustslot_store *store;
static trustslot_verifier *verifier;
static trustslot_slot *slot;
static trustslot_clock now;

static trustslot_status make_store(void)
{
    trustslot_store *made = NULL;
    trustslot_status status = trustslot_store_new(chain.chain, 1, 10, &made, NULL);
    CHECK((status == TRUSTSLOT_OK) == (made != NULL));
    return status;
}

static trustslot_status add_file(void)
{
    trustslot_error *error = NULL;
    uint64_t before = trustslot_store_generation(store);
    trustslot_status status = trustslot_store_add_file(store, "pbx.pem", pbx.data, pbx.length, NULL, &error);
    CHECK(status == TRUSTSLOT_OK || (trustslot_store_generation(store) == before && error == NULL));
    return status;
}

static trustslot_status refuse_file(void)
{
    trustslot_error *error = NULL;
    trustslot_status status = trustslot_store_add_file(store, "a.pem", identity_file.data, identity_file.length, NULL, &error);
    CHECK(trustslot_store_generation(store) == 1 && (status == TRUSTSLOT_REFUSED) == (error != NULL));
    return status == TRUSTSLOT_REFUSED ? TRUSTSLOT_OK : status;
}

static trustslot_status make_verifier(void)
{
    trustslot_verifier *made = NULL;
    trustslot_status status = trustslot_verifier_new(store, NULL, &made);
    CHECK((status == TRUSTSLOT_OK) == (made != NULL));
    return status;
}

static trustslot_status verify(const char *name, uint32_t outcome)
{
    trustslot_verdict *verdict = NULL;
    trustslot_status status = trustslot_verify_server(verifier, chain.chain, 2, name, now, &verdict, NULL);
    CHECK(trustslot_verdict_outcome(verdict) == (status == TRUSTSLOT_OK ? outcome : TRUSTSLOT_REJECTED));
    return status;
}

static trustslot_status trust(void)
{
    return verify("pbx.example.com", TRUSTSLOT_TRUSTED);
}

static trustslot_status reject(void)
{
    return verify("other.example.com", TRUSTSLOT_REJECTED);
}

static trustslot_status read_identity(void)
{
    trustslot_identity *identity = NULL;
    trustslot_status status =
        trustslot_identity_parse("a.pem", identity_file.data, identity_file.length, &identity, NULL);
    CHECK((status == TRUSTSLOT_OK) == (identity != NULL));
    return status;
}

static trustslot_status load(void)
{
    trustslot_bytes banks[2];
    trustslot_banks *loaded = NULL;
    trustslot_status status;

    banks_of(&flash, banks);
    status = trustslot_store_load(store, banks, 0, &loaded, NULL);
    CHECK(status == TRUSTSLOT_OK || trustslot_store_generation(store) == 1);
    return status;
}

static trustslot_status list(void)
{
    trustslot_page *page = NULL;
    return trustslot_store_page(store, 0, now, &page);
}

static trustslot_status present_identity(void)
{
    trustslot_presented presented;
    trustslot_bytes der;
    trustslot_status status = trustslot_slot_present(slot, 1, 0, &presented);
    return status == TRUSTSLOT_OK ? trustslot_slot_certificate(slot, 1, 0, 1, &der) : status;
}

static const struct {
    const char *name;
    trustslot_status (*run)(void);
    int aborts;    /* at most, if one allocation alone is refused */
    int may_abort; /* with some budget */
} TASKS[] = {
    {"store_new", make_store, 1, 0},
    {"store_add_file", add_file, 1, 0},
    {"store_add_file, refused", refuse_file, 0, 0},
    {"store_load", load, 1, 1},
    {"store_page", list, 2, 0},
    {"verifier_new", make_verifier, 6, 0},
    {"verify_server, trusted", trust, 5, 0},
    {"verify_server, rejected", reject, 22, 0},
    {"identity_parse", read_identity, 16, 0},
    {"slot_present", present_identity, 0, 0},
};

/* Runs a task in a process of its own, and returns how it ended; BY_ABORT is an abort. */
enum { WENT_WELL = 0, REPORTED = 10, WRONG = 11, MADE_DO = 12, BY_ABORT = 13 };

static int run(size_t task, long new_budget, long new_refused_at)
{
    int how;
    pid_t child;

    fflush(NULL);
    child = fork();
    CHECK(child >= 0);
    if (child == 0) {
        trustslot_status status;

        /* An abort writes a message. */
        CHECK(freopen("/dev/null", "w", stderr) != NULL);
        used = allocations = 0;
        budget = new_budget;
        refused_at = new_refused_at;
        status = TASKS[task].run();
        if (status != TRUSTSLOT_OK)
            _exit(status == TRUSTSLOT_OUT_OF_MEMORY ? REPORTED : WRONG);
        _exit(allocations < refused_at || budget >= 0 ? WENT_WELL : MADE_DO);
    }
    CHECK(waitpid(child, &how, 0) == child);
    if (WIFSIGNALED(how) && WTERMSIG(how) == SIGABRT)
        return BY_ABORT;
    return WIFEXITED(how) ? WEXITSTATUS(how) : WRONG;
}

/* With every budget: the task succeeds or reports. Prints the least with which it succeeds. */
static int within_budgets(size_t task)
{
    enum { STEP = 64, MOST = 65536 };
    long bytes;
    int aborts = 0, how = REPORTED;

    for (bytes = 0; bytes <= MOST && how != WENT_WELL; bytes += STEP) {
        how = run(task, bytes, 0);
        aborts += how == BY_ABORT;
        if (how == WRONG) {
            printf("%s: with %ld bytes: a wrong answer\n", TASKS[task].name, bytes);
            return 1;
        }
    }
    printf("%-26s succeeds with %5ld bytes; %d aborts with less\n", TASKS[task].name, bytes - STEP, aborts);
    return how != WENT_WELL || (aborts > 0 && !TASKS[task].may_abort);
}

static int one_refused(size_t task)
{
    int n, how = REPORTED, statuses = 0, aborts = 0;

    for (n = 1; how != WENT_WELL; n++) { /* then there is no n-th allocation */
        how = run(task, -1, n);
        statuses += how == REPORTED;
        aborts += how == BY_ABORT;
        if (how == WRONG) {
            printf("%s: allocation %d: a wrong answer\n", TASKS[task].name, n);
            return 1;
        }
    }
    printf("%-26s %3d allocations refused: %3d reported, %3d aborts\n", TASKS[task].name, n - 2, statuses, aborts);
    return aborts > TASKS[task].aborts;
}

int main(int argc, char **argv)
{
    trustslot_banks *banks = NULL;
    trustslot_bytes contents[2];
    trustslot_identity *identity = NULL;
    size_t i;
    int failed = 0;

    CHECK(argc == 2);
    read_file(argv[1], "root.pem", &root);
    read_file(argv[1], "pbx.pem", &pbx);
    read_file(argv[1], "pbx-identity.pem", &identity_file);
    present(argv[1], "pbx-identity.pem", &chain);
    now.seconds = (uint64_t)time(NULL);
    now.quality = TRUSTSLOT_CLOCK_SET;
    memset(flash.bank, 0xff, sizeof flash.bank);
    banks_of(&flash, contents);
    CHECK(trustslot_store_new(NULL, 0, 10, &store, NULL) == TRUSTSLOT_OK);
    CHECK(trustslot_store_add_file(store, "root.pem", root.data, root.length, NULL, NULL) == TRUSTSLOT_OK);
    CHECK(trustslot_store_load(store, contents, 0, &banks, NULL) == TRUSTSLOT_NOT_THERE);
    CHECK(trustslot_store_save(store, banks, write_flash, &flash) == TRUSTSLOT_OK);
    CHECK(trustslot_verifier_new(store, NULL, &verifier) == TRUSTSLOT_OK);
    CHECK(trustslot_slot_new(&slot) == TRUSTSLOT_OK);
    CHECK(trustslot_identity_parse("a.pem", identity_file.data, identity_file.length, &identity, NULL) == TRUSTSLOT_OK);
    CHECK(trustslot_slot_upload(slot, TRUSTSLOT_KIND_CUSTOM, &identity) == TRUSTSLOT_OK);

    for (i = 0; i < sizeof TASKS / sizeof TASKS[0]; i++)
        failed |= within_budgets(i) | one_refused(i);
    return failed;
}
