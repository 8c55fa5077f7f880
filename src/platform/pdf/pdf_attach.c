// SPDX-License-Identifier: Apache-2.0
// Puts a file into a finished document by qpdf: an embedded file stream (ISO 32000-1 §7.11.4), its file specification
// in the name tree and in the catalog's AF array (ISO 32000-2 §14.13); and what makes it PDF/A-3b (ISO 19005-3): the
// output intent (§6.2.3) and the XMP packet (§6.6).
#include "pdf/pdf_private.h"

#include <qpdf/qpdf-c.h>

#include "core/bug.h"
#include "format/encode.h"
#include "pdf/pdf_profile.h"

#define PRODUCER "Tributary"

static qpdf_oh new_stream(qpdf_data qpdf, struct text bytes, const char *dictionary)
{
    qpdf_oh stream = qpdf_oh_new_stream(qpdf);
    qpdf_oh_replace_stream_data(qpdf, stream, (const unsigned char *)bytes.p, bytes.n, qpdf_oh_new_null(qpdf),
                                qpdf_oh_new_null(qpdf));
    qpdf_oh keys = qpdf_oh_parse(qpdf, dictionary);
    qpdf_oh own = qpdf_oh_get_dict(qpdf, stream);
    for (qpdf_oh_begin_dict_key_iter(qpdf, keys); qpdf_oh_dict_more_keys(qpdf);) {
        const char *key = qpdf_oh_dict_next_key(qpdf);
        qpdf_oh_replace_key(qpdf, own, key, qpdf_oh_get_key(qpdf, keys, key));
    }
    return stream;
}

static struct text xml(struct arena *arena, struct text t)
{
    struct buf buf = buf_new(arena, 6 * t.n + 1);
    html_escape(&buf, t);
    return buf_text(&buf);
}

// The same as cairo_pdf_surface_set_metadata wrote into the information dictionary (ISO 19005-3 §6.6.3, table 1).
static struct text packet(const struct pdf *pdf)
{
    struct arena *arena = pdf->arena;
    const struct pdf_info *info = &pdf->info;
    struct text time = instant_text(arena, (struct instant){info->created_at.ms / 1000 * 1000});
    struct text xmp = text_is(pdf->attachment.xmp) ? pdf->attachment.xmp : TEXT("");
    struct text title = xml(arena, info->title), author = xml(arena, info->author);
    return text_format(
        arena,
        "<?xpacket begin=\"\xef\xbb\xbf\" id=\"W5M0MpCehiHzreSzNTczkc9d\"?>\n"
        "<x:xmpmeta xmlns:x=\"adobe:ns:meta/\"><rdf:RDF xmlns:rdf=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\">\n"
        "<rdf:Description rdf:about=\"\" xmlns:pdfaid=\"http://www.aiim.org/pdfa/ns/id/\">"
        "<pdfaid:part>3</pdfaid:part><pdfaid:conformance>B</pdfaid:conformance></rdf:Description>\n"
        "<rdf:Description rdf:about=\"\" xmlns:dc=\"http://purl.org/dc/elements/1.1/\">"
        "<dc:format>application/pdf</dc:format>"
        "<dc:title><rdf:Alt><rdf:li xml:lang=\"x-default\">%.*s</rdf:li></rdf:Alt></dc:title>"
        "<dc:creator><rdf:Seq><rdf:li>%.*s</rdf:li></rdf:Seq></dc:creator></rdf:Description>\n"
        "<rdf:Description rdf:about=\"\" xmlns:xmp=\"http://ns.adobe.com/xap/1.0/\">"
        "<xmp:CreatorTool>Tributary</xmp:CreatorTool><xmp:CreateDate>%.*s</xmp:CreateDate>"
        "<xmp:ModifyDate>%.*s</xmp:ModifyDate></rdf:Description>\n"
        "<rdf:Description rdf:about=\"\" xmlns:pdf=\"http://ns.adobe.com/pdf/1.3/\">"
        "<pdf:Producer>" PRODUCER "</pdf:Producer></rdf:Description>\n"
        "%.*s</rdf:RDF></x:xmpmeta>\n<?xpacket end=\"w\"?>",
        TEXT_PRINT(title), TEXT_PRINT(author), TEXT_PRINT(time), TEXT_PRINT(time), TEXT_PRINT(xmp));
}

static void make_archivable(struct pdf *pdf, qpdf_data qpdf)
{
    qpdf_oh root = qpdf_get_root(qpdf);
    struct text bytes = {.p = (const char *)pdf_profile, .n = pdf_profile_size};
    qpdf_oh intent = qpdf_oh_parse(qpdf, "<< /Type /OutputIntent /S /GTS_PDFA1 /Info (sRGB IEC61966-2.1) "
                                         "/OutputConditionIdentifier (sRGB IEC61966-2.1) >>");
    qpdf_oh_replace_key(qpdf, intent, "/DestOutputProfile", new_stream(qpdf, bytes, "<< /N 3 >>"));
    qpdf_oh intents = qpdf_oh_new_array(qpdf);
    qpdf_oh_append_item(qpdf, intents, qpdf_make_indirect_object(qpdf, intent));
    qpdf_oh_replace_key(qpdf, root, "/OutputIntents", intents);
    qpdf_oh_replace_key(qpdf, root, "/Metadata", new_stream(qpdf, packet(pdf), "<< /Type /Metadata /Subtype /XML >>"));
    // Cairo's dates lack their prefix, and its producer names its version.
    const char *time = text_zero_terminated(pdf->arena, pdf_time_text(pdf->arena, pdf->info.created_at));
    qpdf_set_info_key(qpdf, "/CreationDate", time);
    qpdf_set_info_key(qpdf, "/ModDate", time);
    qpdf_set_info_key(qpdf, "/Producer", PRODUCER);
}

static void build(struct pdf *pdf, qpdf_data qpdf)
{
    const struct pdf_attachment *file = &pdf->attachment;
    struct arena *arena = pdf->arena;
    struct text time = pdf_time_text(arena, pdf->info.created_at);
    struct text kind = text_of(file->type); // a name: its slash is written #2F
    struct text group = TEXT_NONE;
    BUG_ON(!text_split(&kind, '/', &group));
    const char *stream_keys = text_zero_terminated(
        arena,
        text_format(arena, "<< /Type /EmbeddedFile /Subtype /%.*s#2F%.*s /Params << /ModDate (%.*s) /Size %zu >> >>",
                    TEXT_PRINT(group), TEXT_PRINT(kind), TEXT_PRINT(time), file->bytes.n));
    qpdf_oh stream = new_stream(qpdf, file->bytes, stream_keys);
    const char *keys = text_zero_terminated(
        arena, text_format(arena, "<< /Type /Filespec /F (%s) /UF (%s) /AFRelationship /Alternative >>", file->name,
                           file->name));
    qpdf_oh specification = qpdf_oh_parse(qpdf, keys);
    qpdf_oh_replace_key(qpdf, specification, "/Desc",
                        qpdf_oh_new_unicode_string(qpdf, text_zero_terminated(arena, file->description)));
    qpdf_oh embedded = qpdf_oh_new_dictionary(qpdf);
    qpdf_oh_replace_key(qpdf, embedded, "/F", stream);
    qpdf_oh_replace_key(qpdf, embedded, "/UF", stream);
    qpdf_oh_replace_key(qpdf, specification, "/EF", embedded);
    specification = qpdf_make_indirect_object(qpdf, specification);

    qpdf_oh names = qpdf_oh_new_array(qpdf);
    qpdf_oh_append_item(qpdf, names, qpdf_oh_new_string(qpdf, file->name));
    qpdf_oh_append_item(qpdf, names, specification);
    qpdf_oh embedded_files = qpdf_oh_new_dictionary(qpdf);
    qpdf_oh_replace_key(qpdf, embedded_files, "/Names", names);
    qpdf_oh tree = qpdf_oh_new_dictionary(qpdf);
    qpdf_oh_replace_key(qpdf, tree, "/EmbeddedFiles", embedded_files);
    qpdf_oh related = qpdf_oh_new_array(qpdf);
    qpdf_oh_append_item(qpdf, related, specification);
    qpdf_oh root = qpdf_get_root(qpdf);
    qpdf_oh_replace_key(qpdf, root, "/Names", tree);
    qpdf_oh_replace_key(qpdf, root, "/AF", related);
    make_archivable(pdf, qpdf);
}

static enum rc read_and_write(struct pdf *pdf, qpdf_data qpdf, struct text document)
{
    if (qpdf_read_memory(qpdf, "document", document.p, document.n, NULL) != QPDF_SUCCESS) {
        return RC_FAULT;
    }
    build(pdf, qpdf);
    if (qpdf_has_error(qpdf) || qpdf_init_write_memory(qpdf) != QPDF_SUCCESS) {
        return RC_FAULT;
    }
    qpdf_set_deterministic_ID(qpdf, QPDF_TRUE);
    qpdf_set_object_stream_mode(qpdf, qpdf_o_disable);
    qpdf_set_minimum_pdf_version(qpdf, "1.7");
    return qpdf_write(qpdf) == QPDF_SUCCESS ? RC_OK : RC_FAULT;
}

enum rc pdf_attach_to(struct pdf *pdf, struct text document, struct text *ret_bytes, struct fault *fault)
{
    qpdf_data qpdf = qpdf_init();
    qpdf_silence_errors(qpdf);
    enum rc rc = read_and_write(pdf, qpdf, document);
    if (rc == RC_OK) {
        struct text bytes = {.p = (const char *)qpdf_get_buffer(qpdf), .n = qpdf_get_buffer_length(qpdf)};
        *ret_bytes = text_copy(pdf->arena, bytes);
    } else {
        qpdf_error error = qpdf_get_error(qpdf);
        rc = fault_internal(fault, rc, "qpdf: %s", error == NULL ? "?" : qpdf_get_error_full_text(qpdf, error));
    }
    qpdf_cleanup(&qpdf);
    return rc;
}
