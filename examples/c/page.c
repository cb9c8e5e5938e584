/* The phone's page "Trusted Certificates": uploads files, and prints the rows as JSON or as rows of an HTML table.
 *
 *     page json|html FILE...
 */
#include "phone.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

/* One text of a row. Names may be long, so ask for the length first. */
static char *text_of(const trustslot_page *page, size_t index, uint32_t which)
{
    size_t length = trustslot_page_text(page, index, which, NULL, 0);
    char *text = malloc(length + 1);

    if (text == NULL)
        phone_die("page", "not enough memory");
    else
        trustslot_page_text(page, index, which, text, length + 1);
    return text;
}

static void print_json_text(const char *name, char *text, const char *after)
{
    const char *at;

    printf("\"%s\": \"", name);
    for (at = text; *at != '\0'; at++) {
        if (*at == '"' || *at == '\\')
            putchar('\\');
        if ((unsigned char)*at < 0x20) /* the library replaces these in names */
            printf("\\u%04x", (unsigned)*at);
        else
            putchar(*at);
    }
    printf("\"%s", after);
    free(text);
}

static void print_json(const trustslot_page *page, size_t index, const trustslot_row *row)
{
    printf("%s  {\"number\": %u, ", index == 0 ? "" : ",\n", (unsigned)row->number);
    print_json_text("issuedTo", text_of(page, index, TRUSTSLOT_ROW_ISSUED_TO), ", ");
    print_json_text("issuedBy", text_of(page, index, TRUSTSLOT_ROW_ISSUED_BY), ", ");
    print_json_text("expires", text_of(page, index, TRUSTSLOT_ROW_EXPIRES), ", ");
    print_json_text("fingerprint", text_of(page, index, TRUSTSLOT_ROW_FINGERPRINT), ", ");
    printf("\"custom\": %s, \"pin\": %s, \"expired\": %s}", row->part == TRUSTSLOT_PART_CUSTOM ? "true" : "false",
           row->role == TRUSTSLOT_ROLE_PIN ? "true" : "false", row->flags & TRUSTSLOT_FLAG_EXPIRED ? "true" : "false");
}

/* Anyone can put <script> into the name of a certificate. */
static void print_html(const trustslot_page *page, size_t index, const trustslot_row *row)
{
    static const uint32_t columns[] = {TRUSTSLOT_ROW_ISSUED_TO, TRUSTSLOT_ROW_ISSUED_BY, TRUSTSLOT_ROW_EXPIRES,
                                       TRUSTSLOT_ROW_FINGERPRINT};
    size_t i;

    printf("<tr><td>%u</td>", (unsigned)row->number);
    for (i = 0; i < sizeof columns / sizeof columns[0]; i++) {
        char *text = text_of(page, index, columns[i] | TRUSTSLOT_HTML);
        printf("<td>%s</td>", text);
        free(text);
    }
    printf("<td>%s</td></tr>\n", row->part == TRUSTSLOT_PART_CUSTOM ? "custom" : "built-in");
}

int main(int argc, char **argv)
{
    trustslot_store *store = NULL;
    trustslot_page *page = NULL;
    trustslot_clock clock = {0};
    int i, json = argc > 1 && strcmp(argv[1], "json") == 0;
    size_t index;

    if (argc < 2 || (!json && strcmp(argv[1], "html") != 0))
        phone_die("usage", "page json|html FILE...");
    if (trustslot_store_new(NULL, 0, TRUSTSLOT_CUSTOM_LIMIT, &store, NULL) != TRUSTSLOT_OK)
        phone_die("page", "not enough memory");
    for (i = 2; i < argc; i++) {
        size_t length;
        unsigned char *file = phone_read_file(argv[i], &length);
        trustslot_added added;
        trustslot_error *error;
        char text[1024], remedy[1024];

        if (trustslot_store_add_file(store, phone_file_name(argv[i]), file, length, &added, &error) == TRUSTSLOT_OK) {
            trustslot_added_text(&added, 0, text, sizeof text);
            fprintf(stderr, "%s: %s\n", argv[i], text);
        } else {
            trustslot_error_text(error, TRUSTSLOT_ERROR_MESSAGE, text, sizeof text);
            trustslot_error_text(error, TRUSTSLOT_ERROR_REMEDY, remedy, sizeof remedy);
            fprintf(stderr, "%s: %s -> %s\n", argv[i], text, remedy);
            trustslot_error_free(error);
        }
        free(file);
    }
    clock.seconds = (uint64_t)time(NULL);
    clock.quality = TRUSTSLOT_CLOCK_SET;
    if (trustslot_store_page(store, TRUSTSLOT_SOURCE_ALL, clock, &page) != TRUSTSLOT_OK)
        phone_die("page", "not enough memory");
    if (json)
        printf("[\n");
    for (index = 0; index < trustslot_page_count(page); index++) {
        trustslot_row row;
        if (trustslot_page_row(page, index, &row) != TRUSTSLOT_OK)
            break;
        if (json)
            print_json(page, index, &row);
        else
            print_html(page, index, &row);
    }
    if (json)
        printf("\n]\n");
    trustslot_page_free(page);
    trustslot_store_free(store);
    return 0;
}
