import type { Key } from "./en.ts";
import type { Message } from "./messages.ts";

/** Os textos da página em português do Brasil. */
export const ptBr: Record<Key, Message> = {
  // ── the page itself ──
  "app.name": "Malote",
  "app.skip": "Ir para o conteúdo",
  "app.loading": "Carregando…",
  "app.reload": "Recarregar a página",
  "app.retry": "Tentar de novo",
  "app.close": "Fechar",
  "app.cancel": "Cancelar",
  "app.navigation": "Telas",
  "app.not-found": "Não há nada neste endereço.",
  "app.go-home": "Ir para o início",
  "app.broken": "Algo nesta página falhou.",
  "app.broken-help":
    "Seus arquivos estão seguros: o que foi enviado fica guardado, e um envio continua depois de recarregar.",
  "app.config-missing": "Esta página não sabe qual é o seu serviço.",
  "app.config-help":
    "O arquivo config.json não existe ou não é válido. Publique a página de novo, ou veja docs/operations.md.",
  "app.service-missing": "Não foi possível falar com o serviço.",
  "app.service-help": "Verifique sua conexão. A página tenta de novo sozinha quando ela voltar.",
  "app.offline": "Você está sem conexão. Os envios continuam quando ela voltar.",
  "nav.upload": "Enviar",
  "nav.files": "Arquivos",
  "nav.operations": "Operação",
  "nav.account": "Conta",
  "theme.label": "Aparência",
  "theme.system": "Como no sistema",
  "theme.light": "Clara",
  "theme.dark": "Escura",
  "language.label": "Idioma",

  // ── session ──

  // ── account ──

  // ── upload ──

  // ── follow ──
  "follow.timeline": "O caminho do arquivo",
  "follow.ahead": "ainda não",
  "follow.after": "depois de {time}",
  "follow.seconds": "{seconds} s",
  "follow.by.owner": "por quem enviou",
  "follow.by.relay": "por um relay",
  "follow.by.mover": "pelo serviço, que confere e guarda os arquivos",
  "follow.by.operator": "por um operador",
  "follow.by.reconciler": "pelo serviço, que cuida dos arquivos inacabados",
  "follow.proof": "Verificado",
  "follow.proof-declared":
    "Os bytes guardados têm a mesma soma de verificação do arquivo no dispositivo que o enviou. Nada se perdeu nem mudou no caminho.",
  "follow.proof-computed":
    "O armazenamento calculou esta soma de verificação dos bytes guardados. Compare com a da sua cópia.",
  "follow.checksum": "Soma de verificação ({algorithm})",
  "follow.copy-checksum": "Copiar a soma de verificação",
  "follow.checksum-copied": "A soma de verificação foi copiada.",
  "follow.copy-failed": "O navegador não permitiu copiar.",
  "follow.size": "Tamanho",
  "follow.size-exact": "{size} ({bytes} bytes)",
  "follow.kind": "Tipo dos bytes",
  "follow.kind-declared": "(o nome diz {type})",

  // ── files ──

  // ── operations ──

  // ── statuses of a file ──
  "status.pending": "Aguardando os bytes",
  "status.uploaded": "Enviado",
  "status.processing": "Em processamento",
  "status.completed": "Concluído",
  "status.quarantined": "Em quarentena",
  "status.error": "Falhou",
  "status.expired": "Expirado",
  "status.deleted": "Excluído",

  // ── problems of the service, by their codes ──
};
