package org.mailspan.backend.imap;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.mailspan.protocol.FolderType;

/**
 * What folders are called that their host does not mark (no SPECIAL-USE): the names that mail programs and providers
 * create, in the languages of Europe and a few more. Junk needs no row: EAS has no type for it, and clients that show it
 * apart go by the name themselves (quirk D1).
 */
final class WellKnownNames {
    private static final List<String> DRAFTS = List.of(
            "Drafts",
            "Draft",
            "Entwürfe",
            "Brouillons",
            "Borradores",
            "Bozze",
            "Concepten",
            "Kopie robocze",
            "Szkice",
            "Utkast",
            "Kladder",
            "Luonnokset",
            "Rascunhos",
            "Koncepty",
            "Rozepsané",
            "Черновики",
            "下書き",
            "Piszkozatok",
            "Taslaklar",
            "草稿",
            "草稿箱",
            "임시 보관함",
            "Ciorne",
            "Чернетки",
            "Πρόχειρα");

    private static final List<String> SENT = List.of(
            "Sent",
            "Sent Items",
            "Sent Messages",
            "Sent Mail",
            "Outgoing",
            "Gesendet",
            "Gesendete Objekte",
            "Gesendete Elemente",
            "Gesendete Nachrichten",
            "Postausgang gesendet",
            "Envoyés",
            "Éléments envoyés",
            "Messages envoyés",
            "Objets envoyés",
            "Enviados",
            "Elementos enviados",
            "Mensajes enviados",
            "Itens enviados",
            "Inviati",
            "Posta inviata",
            "Posta Inviata",
            "Elementi inviati",
            "Verzonden",
            "Verzonden items",
            "Verzonden berichten",
            "Wysłane",
            "Elementy wysłane",
            "Wiadomości wysłane",
            "Skickat",
            "Skickade objekt",
            "Skickade meddelanden",
            "Sendt post",
            "Sendt",
            "Sendte elementer",
            "Lähetetyt",
            "Lähetetyt viestit",
            "Odeslané",
            "Odeslaná pošta",
            "Отправленные",
            "送信済み",
            "送信済みアイテム",
            "送信済みメール",
            "Elküldött",
            "Elküldött elemek",
            "Gönderilmiş Öğeler",
            "Gönderilenler",
            "已发送",
            "已发送邮件",
            "寄件備份",
            "보낸 편지함",
            "Trimise",
            "Надіслані",
            "Απεσταλμένα");

    private static final List<String> TRASH = List.of(
            "Trash",
            "Deleted",
            "Deleted Items",
            "Deleted Messages",
            "Bin",
            "Wastebasket",
            "Papierkorb",
            "Gelöscht",
            "Gelöschte Objekte",
            "Gelöschte Elemente",
            "Gelöschte Nachrichten",
            "Corbeille",
            "Éléments supprimés",
            "Messages supprimés",
            "Papelera",
            "Eliminados",
            "Elementos eliminados",
            "Lixo",
            "Lixeira",
            "Itens eliminados",
            "Itens Excluídos",
            "Cestino",
            "Posta eliminata",
            "Elementi eliminati",
            "Prullenbak",
            "Prullenmand",
            "Verwijderd",
            "Verwijderde items",
            "Verwijderde berichten",
            "Kosz",
            "Elementy usunięte",
            "Usunięte",
            "Papperskorgen",
            "Papperskorg",
            "Borttaget",
            "Borttagna objekt",
            "Papirkurv",
            "Papirkurven",
            "Slettet post",
            "Slettede elementer",
            "Roskakori",
            "Poistetut",
            "Koš",
            "Odstraněné",
            "Odstraněná pošta",
            "Корзина",
            "Удаленные",
            "Удалённые",
            "ゴミ箱",
            "ごみ箱",
            "削除済みアイテム",
            "Lomtár",
            "Törölt elemek",
            "Çöp Kutusu",
            "Silinmiş Öğeler",
            "已删除",
            "已删除邮件",
            "垃圾桶",
            "휴지통",
            "Coș de gunoi",
            "Кошик",
            "Κάδος");

    private static final Map<String, FolderType> TYPES = Map.of(
                    FolderType.Drafts, DRAFTS, FolderType.SentItems, SENT, FolderType.DeletedItems, TRASH)
            .entrySet()
            .stream()
            .flatMap(row -> row.getValue().stream().map(name -> Map.entry(folded(name), row.getKey())))
            .collect(Collectors.toUnmodifiableMap(Map.Entry::getKey, Map.Entry::getValue, (same, again) -> same));

    private WellKnownNames() {}

    static Optional<FolderType> type(String name) {
        return Optional.ofNullable(TYPES.get(folded(name)));
    }

    private static String folded(String name) {
        return name.strip().toLowerCase(Locale.ROOT);
    }
}
