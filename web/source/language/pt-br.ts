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
