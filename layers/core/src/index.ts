export const hello = (s:string)=>"hi "+s;
