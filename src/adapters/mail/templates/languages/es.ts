import type { Language } from '../words.ts'

export const spanish: Language = {
  greet: (name) => (name === undefined ? 'Hola:' : `Hola, ${name}:`),
  linkWrittenOut: 'Si el botón no funciona, abra esta dirección:',
  words: {
    welcome: (shopName) => ({
      subject: `Le damos la bienvenida a ${shopName}`,
      before: [
        `Su cuenta en ${shopName} está lista.`,
        'Puede iniciar sesión con esta dirección de correo electrónico y su contraseña.',
      ],
      after: ['Si no ha abierto esta cuenta, avise a la tienda.'],
    }),
    email_verification: (shopName) => ({
      subject: 'Confirme su dirección de correo electrónico',
      before: [`Confirme que esta dirección de correo electrónico pertenece a su cuenta en ${shopName}.`],
      label: 'Confirmar la dirección',
      after: ['El enlace vale durante 24 horas.', 'Si no fue usted, no haga nada: sin el enlace la dirección no se confirma.'],
    }),
    known_address: (shopName) => ({
      subject: `Ya tiene una cuenta en ${shopName}`,
      before: [
        `Alguien ha intentado abrir una cuenta en ${shopName} con una dirección para la que usted ya tiene una.`,
        'Si fue usted, inicie sesión con su contraseña o elija una nueva.',
      ],
      label: 'Elegir una contraseña nueva',
      after: [
        'El enlace vale durante 60 minutos y una sola vez. Después puede pedir otro en la tienda.',
        'Si no fue usted, no haga nada: su cuenta y su contraseña siguen como están.',
      ],
    }),
    closed_account: (shopName) => ({
      subject: `Su cuenta en ${shopName}`,
      before: [
        `Alguien ha intentado abrir una cuenta en ${shopName} con una dirección para la que ya existe una, que está cerrada.`,
        'Si fue usted, escriba a la tienda: puede volver a abrir la cuenta.',
      ],
      after: ['Si no fue usted, no hay nada que hacer.'],
    }),
    password_reset: (shopName) => ({
      subject: 'Elegir una contraseña nueva',
      before: [`Se ha pedido una contraseña nueva para su cuenta en ${shopName}.`],
      label: 'Elegir una contraseña nueva',
      after: [
        'El enlace vale durante 60 minutos y una sola vez.',
        'Si no fue usted, no haga nada: su contraseña sigue como está.',
      ],
    }),
    email_changed: (shopName) => ({
      subject: 'Su dirección de correo electrónico ha cambiado',
      before: [
        `Su cuenta en ${shopName} tiene ahora otra dirección de correo electrónico y ya no esta.`,
        'Si fue usted, no hay nada que hacer. Si no lo fue, deshaga el cambio.',
      ],
      label: 'Deshacer el cambio',
      after: ['El enlace vale durante siete días.'],
    }),
    new_address: (shopName) => ({
      subject: `Su nueva dirección de correo electrónico en ${shopName}`,
      before: [
        `Una cuenta en ${shopName} tiene ahora esta dirección de correo electrónico.`,
        'Si fue usted, no hay nada que hacer.',
      ],
      after: ['Si no tiene ninguna cuenta allí, avise a la tienda.'],
    }),
    email_change_undone: (shopName) => ({
      subject: 'Se ha deshecho el cambio de su dirección de correo electrónico',
      before: [
        `Su cuenta en ${shopName} vuelve a tener esta dirección de correo electrónico.`,
        'La contraseña que tenía hasta ahora ya no vale y se ha cerrado la sesión en todos los dispositivos.',
      ],
      after: ['Si todavía no ha elegido una contraseña nueva, pida una en la tienda.'],
    }),
    password_changed: (shopName) => ({
      subject: 'Su contraseña ha cambiado',
      before: [`La contraseña de su cuenta en ${shopName} ha cambiado.`, 'Si fue usted, no hay nada que hacer.'],
      after: ['Si no fue usted, pida cuanto antes una contraseña nueva en la tienda.'],
    }),
    deletion_planned: (shopName, day) => ({
      subject: `Su cuenta en ${shopName} se va a eliminar`,
      before: [
        `Como ha pedido, su cuenta en ${shopName} se eliminará el ${day}, con todo lo que allí se guarda sobre usted.`,
        'Hasta entonces puede iniciar sesión como siempre y conservar la cuenta si cambia de idea.',
      ],
      label: 'Conservar la cuenta',
      after: ['Si no fue usted, conserve la cuenta y elija cuanto antes una contraseña nueva.'],
    }),
    email_change_old: (shopName) => ({
      subject: '¿Acepta otra dirección de correo electrónico?',
      before: [
        `Alguien con la sesión iniciada en su cuenta de ${shopName} quiere darle otra dirección de correo electrónico.`,
        'Si fue usted, acéptelo aquí. El cambio vale en cuanto las dos direcciones lo hayan aceptado.',
      ],
      label: 'Aceptar el cambio',
      after: [
        'El enlace vale durante 24 horas.',
        'Si no fue usted, no lo acepte y cambie cuanto antes la contraseña: sin el enlace no pasa nada.',
      ],
    }),
    email_change_new: (shopName) => ({
      subject: '¿Es esta su nueva dirección de correo electrónico?',
      before: [
        `Esta dirección va a ser la de una cuenta en ${shopName}.`,
        'Si lo desea, acéptelo aquí. El cambio vale en cuanto las dos direcciones lo hayan aceptado.',
      ],
      label: 'Usar esta dirección',
      after: ['El enlace vale durante 24 horas.', 'Si no fue usted, no haga nada: sin el enlace no pasa nada.'],
    }),
  },
}
