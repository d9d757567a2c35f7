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
  // Each code has one sentence about what happened, and where something can be done, a `.help`.
  "problem.general": "Algo não deu certo.",
  "problem.general.help": "Tente de novo. Se acontecer outra vez, avise quem cuida deste serviço.",
  "problem.refused": "O serviço recusou isto.",
  // Of the service (docs/problems.md).
  "problem.malformed-json": "O serviço não conseguiu ler o pedido.",
  "problem.malformed-json.help": "Recarregue a página e tente de novo.",
  "problem.invalid-request": "O serviço encontrou um erro no que foi enviado.",
  "problem.unauthenticated": "Sua sessão terminou.",
  "problem.unauthenticated.help": "Entre de novo. Seus arquivos estão seguros.",
  "problem.forbidden": "Sua conta não pode fazer isto.",
  "problem.forbidden.help": "Peça a um administrador para colocar você no grupo que pode, e entre de novo.",
  "problem.file-not-found": "Este arquivo não existe.",
  "problem.file-not-found.help":
    "Ele pode ter sido excluído ou ser de outra conta. Confira também o endereço.",
  "problem.not-uploaded": "Os bytes do arquivo não chegaram.",
  "problem.not-uploaded.help": "Envie o arquivo de novo.",
  "problem.parts-missing": "Partes do arquivo não chegaram.",
  "problem.parts-missing.help": "Tente de novo: só o que falta será enviado.",
  "problem.parts-differ": "O que chegou é diferente do seu arquivo.",
  "problem.parts-differ.help": "Tente de novo: só as partes diferentes serão enviadas.",
  "problem.upload-not-open": "Este envio não aceita mais bytes.",
  "problem.upload-not-open.help": "Veja a situação do arquivo: ele pode já ter chegado.",
  "problem.transition-not-allowed": "O arquivo não pode passar da situação atual para esta.",
  "problem.transition-not-allowed.help": "Carregue o arquivo de novo para ver o que pode ser feito agora.",
  "problem.file-in-move": "O serviço está guardando este arquivo agora mesmo.",
  "problem.file-in-move.help": "Espere alguns segundos e veja a situação dele de novo.",
  "problem.bytes-not-found": "Os bytes não estão no lugar final.",
  "problem.bytes-not-found.help": "Um arquivo só pode ser concluído quando seus bytes estão lá.",
  "problem.changed-meanwhile": "O arquivo mudou nesse meio-tempo.",
  "problem.changed-meanwhile.help": "Carregue-o de novo e veja se você ainda quer isto.",
  "problem.upload-expired": "O prazo deste envio acabou.",
  "problem.upload-expired.help": "Envie o arquivo de novo.",
  "problem.file-deleted": "Este arquivo foi excluído.",
  "problem.file-deleted.help": "Se você precisa dele, envie-o de novo como um arquivo novo.",
  "problem.file-too-large": "O arquivo é grande demais para este serviço.",
  "problem.file-too-large.help": "Escolha um arquivo menor.",
  "problem.request-too-large": "O pedido é grande demais para o serviço.",
  "problem.request-too-large.help": "Faça com menos arquivos por vez, ou com textos mais curtos.",
  "problem.unsupported-media-type": "O serviço não conseguiu ler este tipo de pedido.",
  "problem.unsupported-media-type.help": "Recarregue a página e tente de novo.",
  "problem.type-not-allowed": "Este serviço não aceita arquivos deste tipo.",
  "problem.type-not-allowed.help":
    "Escolha um arquivo de outro tipo e confira se o final do nome combina com o conteúdo.",
  "problem.checksum-not-for-size": "A soma de verificação enviada não serve para arquivos deste tamanho.",
  "problem.checksum-not-for-size.help": "Recarregue a página e envie o arquivo de novo.",
  "problem.checksum-not-for-parts": "A soma de verificação enviada não serve para arquivos em partes.",
  "problem.checksum-not-for-parts.help": "Recarregue a página e envie o arquivo de novo.",
  "problem.unknown-owner": "A pessoa para quem é este arquivo não existe.",
  "problem.unknown-owner.help": "Confira o identificador da pessoa.",
  "problem.idempotency-conflict": "Este envio já tinha começado com outro arquivo.",
  "problem.idempotency-conflict.help": "Envie o arquivo de novo como um arquivo novo.",
  "problem.internal-error": "Algo deu errado no serviço.",
  "problem.internal-error.help": "Tente de novo daqui a pouco. Nada seu se perdeu.",
  "problem.unavailable": "O serviço não está disponível agora.",
  "problem.unavailable.help": "Tente de novo daqui a pouco. Nada seu se perdeu.",
  "problem.bad-request": "O serviço recusou o pedido.",
  "problem.bad-request.help": "Recarregue a página e tente de novo.",
  "problem.route-not-found": "O serviço não conhece este pedido.",
  "problem.route-not-found.help":
    "A página e o serviço podem ser de versões diferentes: recarregue a página.",
  "problem.too-many-requests": "Há pedidos demais neste momento.",
  "problem.too-many-requests.help": "Espere um pouco e tente de novo.",
  // Of the connection, the browser and the storage (docs/client.md).
  "problem.network": "Não foi possível falar com o serviço.",
  "problem.network.help": "Verifique sua conexão e tente de novo. Um envio continua de onde parou.",
  "problem.stalled": "A conexão ficou parada por tempo demais.",
  "problem.stalled.help": "Verifique sua conexão e tente de novo. Um envio continua de onde parou.",
  "problem.timeout": "O serviço não respondeu a tempo.",
  "problem.timeout.help": "Verifique sua conexão e tente de novo.",
  "problem.aborted": "Cancelado.",
  "problem.no-token": "Sua sessão terminou.",
  "problem.no-token.help": "Entre de novo. Seus arquivos estão seguros.",
  "problem.file-changed": "O arquivo mudou durante o envio, ou não pode mais ser lido.",
  "problem.file-changed.help": "Escolha o arquivo de novo.",
  "problem.file-failed": "O serviço não aceitou o arquivo.",
  "problem.not-completed": "O arquivo ainda não tem o que baixar.",
  "problem.not-completed.help": "Espere até que ele esteja concluído.",
  "problem.checksum-differs": "O que foi baixado é diferente do arquivo.",
  "problem.checksum-differs.help": "Baixe-o de novo.",
  "problem.key-used": "Este envio já terminou.",
  "problem.key-used.help": "Veja a situação do arquivo.",
  "problem.wait-timeout": "O serviço ainda não terminou com o arquivo.",
  "problem.wait-timeout.help": "Veja de novo mais tarde. Ele continua sem você.",
  "problem.storage": "O armazenamento recusou os bytes.",
  "problem.storage.help": "Envie o arquivo de novo.",
  "problem.unexpected-response": "Quem respondeu não foi o serviço.",
  "problem.unexpected-response.help":
    "Uma rede com página de entrada, como a de um hotel, pode estar no caminho. Verifique sua conexão.",
  // Why a file has failed: its `error_code`.
  "reason.size-differs": "O arquivo que chegou não tem o tamanho anunciado.",
  "reason.size-differs.help": "Envie o arquivo de novo.",
  "reason.type-differs": "O conteúdo do arquivo não combina com o nome dele.",
  "reason.type-differs.help":
    "Confira que tipo de arquivo ele é, dê a ele a terminação certa e envie-o de novo.",
  "reason.checksum-differs": "O que chegou é diferente do seu arquivo.",
  "reason.checksum-differs.help": "Envie o arquivo de novo.",
  "reason.destination-taken": "Outros bytes deste arquivo já tinham sido guardados.",
  "reason.destination-taken.help": "Envie o arquivo de novo como um arquivo novo.",
  "reason.bytes-missing": "Os bytes do arquivo não chegaram.",
  "reason.bytes-missing.help": "Envie o arquivo de novo.",
  "reason.parts-differ": "Partes do arquivo faltam ou são diferentes.",
  "reason.parts-differ.help": "Envie o mesmo arquivo de novo: só essas partes serão enviadas.",
  "reason.not-moved": "O serviço não conseguiu guardar o arquivo, mesmo depois de várias tentativas.",
  "reason.not-moved.help": "Quem cuida deste serviço pode tentar de novo.",
  "reason.set-by-operator": "Quem cuida deste serviço parou este arquivo.",
};
